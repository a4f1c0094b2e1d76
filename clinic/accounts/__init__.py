"""Sign-in, second factors, staff and invitations, devices, closing an account."""
