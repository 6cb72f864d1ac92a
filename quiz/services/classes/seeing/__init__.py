"""What those who teach a class see of one learner: whose account it is, and their attempts."""
