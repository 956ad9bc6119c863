// The compiled library as one shared library: what is in it comes from its components.
