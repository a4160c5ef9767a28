# What is installed besides the commands: pkg-config file, documentation, and the Debian package.

# Static libraries in the order of their dependencies: the last ones depend on the first ones.
get_property(libraries GLOBAL PROPERTY ENOS_LIBRARIES)
list(REVERSE libraries)
list(TRANSFORM libraries PREPEND "-l")
list(JOIN libraries " " ENOS_PC_LIBRARIES)
file(RELATIVE_PATH ENOS_PC_TO_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(${CMAKE_CURRENT_LIST_DIR}/enos.pc.in enos.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/enos.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(FILES README.md CONTRIBUTING.md LICENSE ${CMAKE_CURRENT_LIST_DIR}/copyright DESTINATION share/doc/enos)
install(DIRECTORY docs DESTINATION share/doc/enos)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME enos)
set(CPACK_PACKAGE_VENDOR "the ENOS authors")
set(CPACK_PACKAGE_CONTACT "The ENOS authors <authors@enos.invalid>"
    CACHE STRING "Maintainer of the Debian package: NAME <MAIL>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "pkg-config, libyaml-dev, libjansson-dev, libgsl-dev, libzip-dev, libopenblas-dev")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "optimal mappings of neural networks on accelerators")
set(CPACK_PACKAGE_DESCRIPTION
    "Finds the best mapping of every layer of a neural network on a spatial
accelerator, with proof that it is the best, and writes tables of what each
layer costs in energy and latency with each operator and precision.
Programs, descriptions of machines and networks, and the C libraries.")
# Debian's changelog is one of the package and says who made it.
configure_file(${CMAKE_CURRENT_LIST_DIR}/changelog.in changelog @ONLY)
add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/changelog.gz
                   COMMAND gzip -9nkf ${PROJECT_BINARY_DIR}/changelog
                   DEPENDS ${PROJECT_BINARY_DIR}/changelog VERBATIM)
add_custom_target(package-changelog ALL DEPENDS ${PROJECT_BINARY_DIR}/changelog.gz)
install(FILES ${PROJECT_BINARY_DIR}/changelog.gz DESTINATION share/doc/enos)

# What the program needs is asked of dpkg-shlibdeps, which knows the versions; else Debian 12's.
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
find_program(FILE_COMMAND file)
mark_as_advanced(DPKG_SHLIBDEPS FILE_COMMAND)
if(DPKG_SHLIBDEPS AND FILE_COMMAND)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
else()
  set(CPACK_DEBIAN_PACKAGE_DEPENDS
      "libc6, libgomp1, libopenblas0, libyaml-0-2, libgsl27, libzip4, libjansson4, libprotobuf-c1")
endif()
include(CPack)
