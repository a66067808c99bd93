"""As sementes: os cenários com que se enche um banco vazio, sempre os mesmos quando se pede o mesmo."""
