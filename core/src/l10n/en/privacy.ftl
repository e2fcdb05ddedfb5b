# Privacy.
consent-not-asked = Never asked
consent-given = Given { $when }
consent-withdrawn = Withdrawn { $when }
consent-pushes = Instant alerts
consent-pushes-text = The school will know how to send an alert to this device. If withdrawn, the school no longer knows the device, and news come only when the app refreshes.
consent-adults = Names of other adults
consent-adults-text = The names of a grandmother, a nanny and other adults you named are kept on this device to fill the application in. If withdrawn, they are removed.
consent-needed = A consent to keep the names of other adults is needed first: it is on the screen “Privacy”.
privacy-holds = This device keeps what the school told of your children and what you wrote down yourself. It is sent nowhere else: there are no advertisements and no counters in the app.
privacy-export = Everything the app keeps, as one JSON file. The keys of the sign-in are not in it.
privacy-delete = Remove everything from this device: the children’s data, your settings, wishes not sent yet, and the sign-in. It cannot be brought back; nothing changes at school.
