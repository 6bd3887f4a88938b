"""问题清单: what was found, who mends it until when, and the rounds that find it: 观摩, 督导, 考核, 调研."""
