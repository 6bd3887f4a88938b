"""通知 and 任务 that a city or county sends down, with who has read and who has answered them."""
