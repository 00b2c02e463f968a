"""Classes of ShapesWorld, their palette and the splits over them."""

# Index = label id, as in VOC: background is 0.
CLASSES = ('background', 'disc', 'square', 'triangle', 'star', 'cross',
           'ring', 'heart', 'crescent', 'arrow', 'hourglass', 'mushroom',
           'figure')

PALETTE = ((0, 0, 0), (230, 60, 60), (60, 120, 230), (245, 200, 50),
           (160, 70, 220), (60, 180, 90), (245, 130, 40), (240, 110, 180),
           (90, 210, 220), (150, 100, 50), (130, 130, 250), (190, 230, 90),
           (250, 240, 220))

BACKGROUND, FOREGROUND = CLASSES[:1], CLASSES[1:]

# Zero-shot: a quarter of the foreground classes has no label in training.
UNSEEN = ('star', 'heart', 'mushroom')
SEEN = tuple(name for name in FOREGROUND if name not in UNSEEN)

# Long-tail: 20 labelled images per head class, 2 per tail class.
HEAD = ('disc', 'triangle', 'cross', 'crescent', 'hourglass', 'figure')
TAIL = tuple(name for name in FOREGROUND if name not in HEAD)

# COCO's order; the jointed figure carries all 17.
KEYPOINTS = ('nose', 'left_eye', 'right_eye', 'left_ear', 'right_ear',
             'left_shoulder', 'right_shoulder', 'left_elbow', 'right_elbow',
             'left_wrist', 'right_wrist', 'left_hip', 'right_hip',
             'left_knee', 'right_knee', 'left_ankle', 'right_ankle')
SKELETON = ((16, 14), (14, 12), (17, 15), (15, 13), (12, 13), (6, 12),
            (7, 13), (6, 7), (6, 8), (7, 9), (8, 10), (9, 11), (2, 3),
            (1, 2), (1, 3), (2, 4), (3, 5), (4, 6), (5, 7))
