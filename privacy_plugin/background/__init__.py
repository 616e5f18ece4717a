"""What runs outside of a request: tasks, jobs that come again, and their worker."""
