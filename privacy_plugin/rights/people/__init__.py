"""Find a person by a proof, and show, export and erase what is stored about them."""
