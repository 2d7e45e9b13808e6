"""The duty roster, planned stops and the handing over of a shift."""
