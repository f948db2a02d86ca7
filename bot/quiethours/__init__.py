"""After hours: messages their author gives us are kept until the recipient's working morning."""
