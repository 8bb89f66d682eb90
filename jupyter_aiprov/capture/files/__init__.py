"""Files that cells read and write: seen, named, digested; figures and passports among them."""
