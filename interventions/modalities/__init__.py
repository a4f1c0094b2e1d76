"""One folder a modality, with all that it alone has; ``registry`` lists them."""
