"""Speed beside a floor and peers, in whole-process runs. Only ratios inside one run count."""
