from pkg.app import main

main()
