"""Pictures that are uploaded for a bank: written again, kept until they are published, named, described, cleaned up."""
