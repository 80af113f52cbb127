"""An assistant's door: what drifts, and why, for programs that read and cannot act (Model Context Protocol).

Nothing is written. What an assistant would do comes back as a proposal, which a person carries out. What people wrote in tools
is labelled as such and cut short, because whoever can file an issue can write to the assistant (S14-S16).
"""
