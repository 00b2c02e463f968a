# Groups of ShapesWorld's classes for zero-shot, without the background.
seen = ['disc', 'square', 'triangle', 'cross', 'ring', 'crescent', 'arrow',
        'hourglass', 'figure']
unseen = ['star', 'heart', 'mushroom']
