"""Commands for banks and series: check, publish, withdraw, and what was published."""
