//! WannaCry, 2017: hospitals, and an exploit whose maker is another than its user.
