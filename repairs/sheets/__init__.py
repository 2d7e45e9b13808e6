"""The printed work order 维修(服务)任务单 (RP-3): what stands on it, and where that is read."""
