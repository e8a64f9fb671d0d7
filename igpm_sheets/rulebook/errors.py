"""The one error of the rulebook: a policy or a setting that cannot be followed."""


class PolicyError(Exception):
    """A policy file or an ``[interpretations]`` setting that cannot be followed.

    Its message is meant for the person who wrote the file: it says where the trouble is, what
    was found there and what to do about it.
    """
