"""What an admin says about the site itself: who hosts it, which logs it keeps."""
