"""Work outside of a request: tasks, recurring jobs, and their worker."""
