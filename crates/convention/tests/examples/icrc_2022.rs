//! International Committee of the Red Cross, 2022: nobody is named, and the victim is protected.
