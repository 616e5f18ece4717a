"""How dates are written where Django's own way is not this blog's."""
