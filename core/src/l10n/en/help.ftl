# The help: what the city's leaflet tells, in plain words.
help-use-title = What the card is good for
help-use-entry = Entering and leaving school: the card touches the turnstile.
help-use-meals = Choosing and paying for meals: lunch in the canteen, food from the buffet.
help-use-travel = Cheaper travel: only with the pupil’s Social Card.
help-use-discounts = Up to 7% off goods for children: only with the pupil’s Social Card.

help-which-title = Which card is needed
help-which-one = One card is enough. There is no need to get and carry both: choose the one that suits you.
help-which-service = The service card. Every child gets one when the school joins the “Passage and Meals” system. It opens the school’s door and pays for lunches and the buffet.
help-which-social = The pupil’s Social Card. Every Moscow pupil may have one: besides entry and meals it gives cheaper travel and up to 7% off goods for children.
help-which-how = How to get the Social Card is told at SOCCARD.RU. The school’s responsible employee links it to the school.

help-informing-title = What parents are told
help-informing-free = The service is free.
help-informing-passages = When the child entered the school and when it left.
help-informing-meals = How it ate: the time of lunch, what lunch cost, what was bought, and how much is left on the personal account.
help-informing-ways = Ways: the personal page at the city services portal PGU.MOS.RU, e-mails, and a mobile app.
help-informing-here = In this app you choose what to be told, and in which hours.

help-connecting-title = How to connect
help-connecting-who = Turn to the responsible employee of your school.
help-connecting-paper = Write an application to connect, with your phone number and e-mail.
help-connecting-here = The app fills the application in for you: print it or send it, sign it, and hand it in at school.
help-connecting-adults = A parent or legal representative may connect. A grandmother, a nanny or another adult can be given fewer rights, and for a time only.
help-connecting-more = Forms and details are at SCHOOLCARD.MOS.RU.

help-paying-title = How to put money on the personal account
help-paying-here = In this app: press “Top up” and pay on the bank’s page.
help-paying-number = Everywhere else you need the number of the child’s personal account. The top-up screen shows it, also without a network.
help-paying-cash = In cash or by bank card: at a cash desk, an ATM or a payment terminal.
help-paying-online = Online: in your bank’s app find school meals and enter the account number.
help-paying-portal = At the city services portal PGU.MOS.RU.
help-paying-card = The money is on the personal account, not on the card: it is not lost with the card.

help-lost-title = The card broke, was lost or was left at home
help-lost-temporary = The school gives the child a temporary service card. It opens the door, and pays for lunch and the buffet, as usual.
help-lost-account = Money and history are not lost: they are on the child’s personal account, not on the card.
help-lost-block = If the card is lost, block it on the screen “Cards”: also without a network. The app sends the block by itself once there is one, and until then says plainly that it has not been sent.
help-lost-home = If the card was only left at home, do not block it: it will be of use again tomorrow.
help-lost-new = A blocked card cannot be unblocked. The school gives out a new permanent one.

help-entry-title = Why an entry may be missing
help-entry-causes = Most often the reason is simple: the card stayed at home, the door was opened without it, there are no lessons today, or the data have not arrived yet.
help-entry-not-absent = No entry does not mean that the child is not at school. If you are worried, call the class teacher.

help-site-school-card = { $site }: news of the project, instructions and forms
help-site-social-card = { $site }: how to get the pupil’s Social Card
help-site-city-services = { $site }: the city services portal of Moscow
