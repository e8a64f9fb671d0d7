"""Where cells come from: files and services, each read into `Grid`s with true addresses."""
