"""The pages, one file each. Views read; what they change goes through `holdfire.register.commands`."""
