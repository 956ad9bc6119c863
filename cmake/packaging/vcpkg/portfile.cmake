# The port arrayreel: each feature is a part of the library, or the tool.
vcpkg_download_distfile(ARCHIVE
    URLS "@ARCHIVE_URL@"
    FILENAME "arrayreel-${VERSION}.tar.gz"
    SHA512 @SHA512@
)
vcpkg_extract_source_archive(SOURCE_PATH ARCHIVE "${ARCHIVE}")

vcpkg_check_features(OUT_FEATURE_OPTIONS FEATURE_OPTIONS
    FEATURES
        hdf5  ARRAYREEL_WITH_HDF5
        json  ARRAYREEL_WITH_JSON
        tool  ARRAYREEL_BUILD_TOOL
        video ARRAYREEL_WITH_VIDEO
)

# FFmpeg's static libraries name what they need in their files for pkg-config alone.
vcpkg_find_acquire_program(PKGCONFIG)

vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        ${FEATURE_OPTIONS}
        -DARRAYREEL_WITH_LIBDEFLATE=ON
        -DARRAYREEL_WITH_MPI=OFF
        -DARRAYREEL_VIDEO_PLUGIN=OFF
        -DARRAYREEL_BUILD_EXAMPLES=OFF
        -DARRAYREEL_BUILD_TESTS=OFF
        -DARRAYREEL_WARNINGS_AS_ERRORS=OFF
        "-DPKG_CONFIG_EXECUTABLE=${PKGCONFIG}"
    MAYBE_UNUSED_VARIABLES
        PKG_CONFIG_EXECUTABLE
)

vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/arrayreel)
vcpkg_fixup_pkgconfig()
if("tool" IN_LIST FEATURES)
    vcpkg_copy_tools(TOOL_NAMES arrayreel AUTO_CLEAN)
endif()

file(REMOVE_RECURSE
    "${CURRENT_PACKAGES_DIR}/debug/include"
    "${CURRENT_PACKAGES_DIR}/debug/share"
    "${CURRENT_PACKAGES_DIR}/share/licenses"
    "${CURRENT_PACKAGES_DIR}/share/man"
)

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(
    COMMENT "The library is under the MIT License; the tables of colormaps keep their origins' licences."
    FILE_LIST
        "${SOURCE_PATH}/LICENSE"
        "${SOURCE_PATH}/cmake/packaging/THIRD-PARTY-LICENCES"
)
