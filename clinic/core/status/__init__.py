"""How this installation is: what is looked at (``gather``), what of it is amiss (``checks``), and who is told."""
