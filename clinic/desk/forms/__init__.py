"""The desk's forms, one module for each kind of page. They check what a person typed; the rules are the actions'."""
