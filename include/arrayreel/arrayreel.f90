! arrayreel for Fortran: a module over the C interface, arrayreel.h.
!
!     use arrayreel
!     real(real64) :: u(640, 480)
!     call arrayreel_write_png('u.png', u, 'vsym; colormap=RdBu')
!
! Arrays are real(real32), real(real64) or integer(int32), of rank 2 or 3, whole ones or any part of
! one, a(3:n-2, n:1:-1) too, without a copy. u(nx, ny) is a picture of nx columns and ny rows: the
! first index goes to the right, the second down from the top, so that u(:, ny:1:-1) has y upwards.
! With a third index it is colour, u(3, nx, ny) by pixels or u(nx, ny, 3) by planes, also with 2
! (gray and alpha, by pixels) or 4 (with alpha). What needs the names of axes has them in the order
! of C, last index first: the option axes=yxc is u(3, nx, ny).
!
! Options are a text as arrayreel.h describes it. Every call that can fail takes `status`. It
! becomes arrayreel_ok or another status, and arrayreel_error_text() says what was wrong; without
! `status` an error ends the program with that text. Texts need no char(0), and blanks at their end
! do not count.
module arrayreel
  use, intrinsic :: iso_c_binding
  use, intrinsic :: iso_fortran_env, only: real32, real64, int8, int32, error_unit
  implicit none
  private

  ! What `status` can be.
  integer, parameter, public :: arrayreel_ok = 0
  integer, parameter, public :: arrayreel_io = 1
  integer, parameter, public :: arrayreel_format = 2
  integer, parameter, public :: arrayreel_parameter = 3
  integer, parameter, public :: arrayreel_limit = 4
  integer, parameter, public :: arrayreel_encoder = 5
  integer, parameter, public :: arrayreel_memory = 6
  integer, parameter, public :: arrayreel_no_movie = 7
  integer, parameter, public :: arrayreel_unavailable = 8
  integer, parameter, public :: arrayreel_unknown = 9

  ! The element types of arrayreel.h that arrays here have.
  integer(c_int), parameter :: arrayreel_int32 = 5
  integer(c_int), parameter :: arrayreel_float32 = 10
  integer(c_int), parameter :: arrayreel_float64 = 11

  public :: arrayreel_version, arrayreel_has_movies, arrayreel_error_text
  public :: arrayreel_write_png, arrayreel_encode_png, arrayreel_png_uri, arrayreel_png_tag
  public :: arrayreel_range, arrayreel_movie

  ! An array as the C interface takes it, its last index first.
  type :: c_array
    type(c_ptr) :: data = c_null_ptr
    integer(c_int) :: type = 0
    integer(c_int) :: rank = 0
    integer(c_size_t) :: extents(3) = 0
    integer(c_intptr_t) :: strides(3) = 0
  end type c_array

  ! A movie that is written frame by frame:
  !
  !     type(arrayreel_movie) :: movie
  !     call movie%open('u.mp4', 'vmin=-1; vmax=1; fps=30')
  !     do step = 1, 100
  !       call movie%push(u)
  !     end do
  !     call movie%finish()
  !     call movie%close()
  type :: arrayreel_movie
    private
    integer(c_int) :: number = 0
  contains
    ! open(path, options, status): an empty path makes the movie in memory
    procedure :: open => movie_open
    ! push(frame, time, label, status): time in seconds and label, in place of the movie's, may be
    ! left out
    generic :: push => push_real32_2, push_real32_3, push_real64_2, &
                       push_real64_3, push_int32_2, push_int32_3
    procedure, private :: push_real32_2
    procedure, private :: push_real32_3
    procedure, private :: push_real64_2
    procedure, private :: push_real64_3
    procedure, private :: push_int32_2
    procedure, private :: push_int32_3
    procedure :: flush => movie_flush
    procedure :: finish => movie_finish
    ! Gives up a movie that is not finished.
    procedure :: close => movie_close
    ! get_number('frames', value, status): frames, skipped, duration, bytes, width, height, vmin,
    ! vmax, ...
    procedure :: get_number => movie_number
    ! get_text('codec', text, status): path, mime, codec, encoder, failure, problems,
    ! unfinished-file
    procedure :: get_text => movie_text
    ! Of a movie in memory: its bytes, a data URI, or a tag of HTML.
    procedure :: get_bytes => movie_bytes
    procedure :: get_uri => movie_uri
    procedure :: get_tag => movie_tag
  end type arrayreel_movie

  ! arrayreel_write_png(path, array, options, status): a PNG file
  interface arrayreel_write_png
    module procedure write_png_real32_2, write_png_real64_2, write_png_int32_2, &
                     write_png_real32_3, write_png_real64_3, write_png_int32_3
  end interface arrayreel_write_png

  ! arrayreel_encode_png(array, bytes, options, status): a PNG file in memory
  interface arrayreel_encode_png
    module procedure encode_png_real32_2, encode_png_real64_2, encode_png_int32_2, &
                     encode_png_real32_3, encode_png_real64_3, encode_png_int32_3
  end interface arrayreel_encode_png

  ! arrayreel_png_uri(array, text, options, status): 'data:image/png;base64,...'
  interface arrayreel_png_uri
    module procedure png_uri_real32_2, png_uri_real64_2, png_uri_int32_2, &
                     png_uri_real32_3, png_uri_real64_3, png_uri_int32_3
  end interface arrayreel_png_uri

  ! arrayreel_png_tag(array, text, options, status): '<img ...>' with the picture in it
  interface arrayreel_png_tag
    module procedure png_tag_real32_2, png_tag_real64_2, png_tag_int32_2, &
                     png_tag_real32_3, png_tag_real64_3, png_tag_int32_3
  end interface arrayreel_png_tag

  ! arrayreel_range(array, vmin, vmax, options, status): the range of values that a picture would
  ! have
  interface arrayreel_range
    module procedure range_real32_2, range_real64_2, range_int32_2, &
                     range_real32_3, range_real64_3, range_int32_3
  end interface arrayreel_range

  interface described
    module procedure described_real32_2, described_real64_2, described_int32_2, &
                     described_real32_3, described_real64_3, described_int32_3
  end interface described

  ! arrayreel.h
  interface
    function c_write_png(path, data, type, rank, extents, strides, options) &
        result(status) bind(c, name="arrayreel_write_png")
      import
      character(kind=c_char), intent(in) :: path(*)
      type(c_ptr), value :: data
      integer(c_int), value :: type, rank
      integer(c_size_t), intent(in) :: extents(*)
      integer(c_intptr_t), intent(in) :: strides(*)
      character(kind=c_char), intent(in) :: options(*)
      integer(c_int) :: status
    end function c_write_png
    function c_encode_png(data, type, rank, extents, strides, options, bytes, size) &
        result(status) bind(c, name="arrayreel_encode_png")
      import
      type(c_ptr), value :: data
      integer(c_int), value :: type, rank
      integer(c_size_t), intent(in) :: extents(*)
      integer(c_intptr_t), intent(in) :: strides(*)
      character(kind=c_char), intent(in) :: options(*)
      type(c_ptr), intent(out) :: bytes
      integer(c_size_t), intent(out) :: size
      integer(c_int) :: status
    end function c_encode_png
    function c_png_uri(data, type, rank, extents, strides, options, text) &
        result(status) bind(c, name="arrayreel_png_uri")
      import
      type(c_ptr), value :: data
      integer(c_int), value :: type, rank
      integer(c_size_t), intent(in) :: extents(*)
      integer(c_intptr_t), intent(in) :: strides(*)
      character(kind=c_char), intent(in) :: options(*)
      type(c_ptr), intent(out) :: text
      integer(c_int) :: status
    end function c_png_uri
    function c_png_tag(data, type, rank, extents, strides, options, text) &
        result(status) bind(c, name="arrayreel_png_tag")
      import
      type(c_ptr), value :: data
      integer(c_int), value :: type, rank
      integer(c_size_t), intent(in) :: extents(*)
      integer(c_intptr_t), intent(in) :: strides(*)
      character(kind=c_char), intent(in) :: options(*)
      type(c_ptr), intent(out) :: text
      integer(c_int) :: status
    end function c_png_tag
    function c_range(data, type, rank, extents, strides, options, vmin, vmax) &
        result(status) bind(c, name="arrayreel_range")
      import
      type(c_ptr), value :: data
      integer(c_int), value :: type, rank
      integer(c_size_t), intent(in) :: extents(*)
      integer(c_intptr_t), intent(in) :: strides(*)
      character(kind=c_char), intent(in) :: options(*)
      real(c_double), intent(out) :: vmin, vmax
      integer(c_int) :: status
    end function c_range
    function c_movie_open(movie, path, options) &
        result(status) bind(c, name="arrayreel_movie_open")
      import
      integer(c_int), intent(out) :: movie
      type(c_ptr), value :: path
      character(kind=c_char), intent(in) :: options(*)
      integer(c_int) :: status
    end function c_movie_open
    function c_movie_push(movie, data, type, rank, extents, strides) &
        result(status) bind(c, name="arrayreel_movie_push")
      import
      integer(c_int), value :: movie
      type(c_ptr), value :: data
      integer(c_int), value :: type, rank
      integer(c_size_t), intent(in) :: extents(*)
      integer(c_intptr_t), intent(in) :: strides(*)
      integer(c_int) :: status
    end function c_movie_push
    function c_movie_push_at(movie, seconds, data, type, rank, extents, strides) &
        result(status) bind(c, name="arrayreel_movie_push_at")
      import
      integer(c_int), value :: movie
      real(c_double), value :: seconds
      type(c_ptr), value :: data
      integer(c_int), value :: type, rank
      integer(c_size_t), intent(in) :: extents(*)
      integer(c_intptr_t), intent(in) :: strides(*)
      integer(c_int) :: status
    end function c_movie_push_at
    function c_movie_label(movie, label) &
        result(status) bind(c, name="arrayreel_movie_label")
      import
      integer(c_int), value :: movie
      character(kind=c_char), intent(in) :: label(*)
      integer(c_int) :: status
    end function c_movie_label
    function c_movie_flush(movie) &
        result(status) bind(c, name="arrayreel_movie_flush")
      import
      integer(c_int), value :: movie
      integer(c_int) :: status
    end function c_movie_flush
    function c_movie_finish(movie) &
        result(status) bind(c, name="arrayreel_movie_finish")
      import
      integer(c_int), value :: movie
      integer(c_int) :: status
    end function c_movie_finish
    function c_movie_close(movie) &
        result(status) bind(c, name="arrayreel_movie_close")
      import
      integer(c_int), value :: movie
      integer(c_int) :: status
    end function c_movie_close
    function c_movie_number(movie, name, value) &
        result(status) bind(c, name="arrayreel_movie_number")
      import
      integer(c_int), value :: movie
      character(kind=c_char), intent(in) :: name(*)
      real(c_double), intent(out) :: value
      integer(c_int) :: status
    end function c_movie_number
    function c_movie_text(movie, name, text) &
        result(status) bind(c, name="arrayreel_movie_text")
      import
      integer(c_int), value :: movie
      character(kind=c_char), intent(in) :: name(*)
      type(c_ptr), intent(out) :: text
      integer(c_int) :: status
    end function c_movie_text
    function c_movie_bytes(movie, bytes, size) &
        result(status) bind(c, name="arrayreel_movie_bytes")
      import
      integer(c_int), value :: movie
      type(c_ptr), intent(out) :: bytes
      integer(c_size_t), intent(out) :: size
      integer(c_int) :: status
    end function c_movie_bytes
    function c_movie_uri(movie, text) &
        result(status) bind(c, name="arrayreel_movie_uri")
      import
      integer(c_int), value :: movie
      type(c_ptr), intent(out) :: text
      integer(c_int) :: status
    end function c_movie_uri
    function c_movie_tag(movie, options, text) &
        result(status) bind(c, name="arrayreel_movie_tag")
      import
      integer(c_int), value :: movie
      character(kind=c_char), intent(in) :: options(*)
      type(c_ptr), intent(out) :: text
      integer(c_int) :: status
    end function c_movie_tag
    function c_has_movies() result(answer) bind(c, name="arrayreel_has_movies")
      import
      integer(c_int) :: answer
    end function c_has_movies
    function c_version() result(text) bind(c, name="arrayreel_version")
      import
      type(c_ptr) :: text
    end function c_version
    function c_error_text() result(text) bind(c, name="arrayreel_error_text")
      import
      type(c_ptr) :: text
    end function c_error_text
    subroutine c_free(memory) bind(c, name="arrayreel_free")
      import
      type(c_ptr), value :: memory
    end subroutine c_free
    function c_strlen(text) result(length) bind(c, name="strlen")
      import
      type(c_ptr), value :: text
      integer(c_size_t) :: length
    end function c_strlen
  end interface

contains

  function arrayreel_version() result(text)
    character(:), allocatable :: text
    text = text_at(c_version())
  end function arrayreel_version

  ! Whether the library was built with movies.
  function arrayreel_has_movies() result(answer)
    logical :: answer
    answer = c_has_movies() /= 0
  end function arrayreel_has_movies

  ! What was wrong with the last call that failed, and what was expected.
  function arrayreel_error_text() result(text)
    character(:), allocatable :: text
    text = text_at(c_error_text())
  end function arrayreel_error_text

  ! ---- Texts, bytes, errors

  function text_at(place) result(text)
    type(c_ptr), intent(in) :: place
    character(:), allocatable :: text
    character(kind=c_char), pointer :: letters(:)
    integer :: i
    allocate(character(len=int(c_strlen(place))) :: text)
    call c_f_pointer(place, letters, [len(text)])
    do i = 1, len(text)
      text(i:i) = letters(i)
    end do
  end function text_at

  ! A text that the caller of C frees.
  subroutine take_text(place, text)
    type(c_ptr), intent(in) :: place
    character(:), allocatable, intent(out) :: text
    if (c_associated(place)) then
      text = text_at(place)
      call c_free(place)
    else
      text = ''
    end if
  end subroutine take_text

  subroutine take_bytes(place, length, bytes)
    type(c_ptr), intent(in) :: place
    integer(c_size_t), intent(in) :: length
    integer(int8), allocatable, intent(out) :: bytes(:)
    integer(int8), pointer :: from(:)
    allocate(bytes(length))
    if (.not. c_associated(place)) return
    call c_f_pointer(place, from, [length])
    bytes = from
    call c_free(place)
  end subroutine take_bytes

  function c_text(text) result(copy)
    character(*), intent(in) :: text
    character(:), allocatable :: copy
    copy = trim(text) // c_null_char
  end function c_text

  function c_options(options) result(copy)
    character(*), intent(in), optional :: options
    character(:), allocatable :: copy
    copy = c_null_char
    if (present(options)) copy = c_text(options)
  end function c_options

  subroutine hand_over(code, status)
    integer(c_int), intent(in) :: code
    integer, intent(out), optional :: status
    if (present(status)) then
      status = int(code)
    else if (code /= 0) then
      write (error_unit, '(2a)') 'arrayreel: ', arrayreel_error_text()
      error stop 1
    end if
  end subroutine hand_over

  ! ---- Arrays

  function address_of(place) result(address)
    type(c_ptr), intent(in) :: place
    integer(c_intptr_t) :: address
    address = transfer(place, address)
  end function address_of

  ! The stride of an axis is the distance of its first two elements.
  subroutine set_stride(array, index, first, neighbour, element_bytes)
    type(c_array), intent(inout) :: array
    integer, intent(in) :: index, element_bytes
    type(c_ptr), intent(in) :: first, neighbour
    integer(c_intptr_t) :: distance
    distance = address_of(neighbour) - address_of(first)
    array%strides(array%rank + 1 - index) = distance / element_bytes
    ! Of a packed type's member elements may lie in between, which is refused.
    if (mod(distance, int(element_bytes, c_intptr_t)) /= 0) array%data = c_null_ptr
  end subroutine set_stride

  ! The index of an axis's second element, or of the only one.
  function second(extent) result(index)
    integer(c_size_t), intent(in) :: extent
    integer(c_size_t) :: index
    index = min(2_c_size_t, extent)
  end function second

  function reversed(extents) result(last_first)
    integer(c_size_t), intent(in) :: extents(:)
    integer(c_size_t) :: last_first(size(extents))
    last_first = extents(size(extents):1:-1)
  end function reversed

  function described_real32_2(a) result(array)
    real(real32), intent(in), target :: a(:, :)
    type(c_array) :: array
    integer, parameter :: element_bytes = storage_size(a) / 8
    array%type = arrayreel_float32
    array%rank = 2
    array%extents(:2) = reversed(shape(a, c_size_t))
    if (size(a, kind=c_size_t) == 0) return
    array%data = c_loc(a(1, 1))
    call set_stride(array, 1, c_loc(a(1, 1)), &
                    c_loc(a(second(size(a, 1, c_size_t)), 1)), element_bytes)
    call set_stride(array, 2, c_loc(a(1, 1)), &
                    c_loc(a(1, second(size(a, 2, c_size_t)))), element_bytes)
  end function described_real32_2

  function described_real32_3(a) result(array)
    real(real32), intent(in), target :: a(:, :, :)
    type(c_array) :: array
    integer, parameter :: element_bytes = storage_size(a) / 8
    array%type = arrayreel_float32
    array%rank = 3
    array%extents(:3) = reversed(shape(a, c_size_t))
    if (size(a, kind=c_size_t) == 0) return
    array%data = c_loc(a(1, 1, 1))
    call set_stride(array, 1, c_loc(a(1, 1, 1)), &
                    c_loc(a(second(size(a, 1, c_size_t)), 1, 1)), element_bytes)
    call set_stride(array, 2, c_loc(a(1, 1, 1)), &
                    c_loc(a(1, second(size(a, 2, c_size_t)), 1)), element_bytes)
    call set_stride(array, 3, c_loc(a(1, 1, 1)), &
                    c_loc(a(1, 1, second(size(a, 3, c_size_t)))), element_bytes)
  end function described_real32_3

  function described_real64_2(a) result(array)
    real(real64), intent(in), target :: a(:, :)
    type(c_array) :: array
    integer, parameter :: element_bytes = storage_size(a) / 8
    array%type = arrayreel_float64
    array%rank = 2
    array%extents(:2) = reversed(shape(a, c_size_t))
    if (size(a, kind=c_size_t) == 0) return
    array%data = c_loc(a(1, 1))
    call set_stride(array, 1, c_loc(a(1, 1)), &
                    c_loc(a(second(size(a, 1, c_size_t)), 1)), element_bytes)
    call set_stride(array, 2, c_loc(a(1, 1)), &
                    c_loc(a(1, second(size(a, 2, c_size_t)))), element_bytes)
  end function described_real64_2

  function described_real64_3(a) result(array)
    real(real64), intent(in), target :: a(:, :, :)
    type(c_array) :: array
    integer, parameter :: element_bytes = storage_size(a) / 8
    array%type = arrayreel_float64
    array%rank = 3
    array%extents(:3) = reversed(shape(a, c_size_t))
    if (size(a, kind=c_size_t) == 0) return
    array%data = c_loc(a(1, 1, 1))
    call set_stride(array, 1, c_loc(a(1, 1, 1)), &
                    c_loc(a(second(size(a, 1, c_size_t)), 1, 1)), element_bytes)
    call set_stride(array, 2, c_loc(a(1, 1, 1)), &
                    c_loc(a(1, second(size(a, 2, c_size_t)), 1)), element_bytes)
    call set_stride(array, 3, c_loc(a(1, 1, 1)), &
                    c_loc(a(1, 1, second(size(a, 3, c_size_t)))), element_bytes)
  end function described_real64_3

  function described_int32_2(a) result(array)
    integer(int32), intent(in), target :: a(:, :)
    type(c_array) :: array
    integer, parameter :: element_bytes = storage_size(a) / 8
    array%type = arrayreel_int32
    array%rank = 2
    array%extents(:2) = reversed(shape(a, c_size_t))
    if (size(a, kind=c_size_t) == 0) return
    array%data = c_loc(a(1, 1))
    call set_stride(array, 1, c_loc(a(1, 1)), &
                    c_loc(a(second(size(a, 1, c_size_t)), 1)), element_bytes)
    call set_stride(array, 2, c_loc(a(1, 1)), &
                    c_loc(a(1, second(size(a, 2, c_size_t)))), element_bytes)
  end function described_int32_2

  function described_int32_3(a) result(array)
    integer(int32), intent(in), target :: a(:, :, :)
    type(c_array) :: array
    integer, parameter :: element_bytes = storage_size(a) / 8
    array%type = arrayreel_int32
    array%rank = 3
    array%extents(:3) = reversed(shape(a, c_size_t))
    if (size(a, kind=c_size_t) == 0) return
    array%data = c_loc(a(1, 1, 1))
    call set_stride(array, 1, c_loc(a(1, 1, 1)), &
                    c_loc(a(second(size(a, 1, c_size_t)), 1, 1)), element_bytes)
    call set_stride(array, 2, c_loc(a(1, 1, 1)), &
                    c_loc(a(1, second(size(a, 2, c_size_t)), 1)), element_bytes)
    call set_stride(array, 3, c_loc(a(1, 1, 1)), &
                    c_loc(a(1, 1, second(size(a, 3, c_size_t)))), element_bytes)
  end function described_int32_3

  ! ---- Pictures

  subroutine write_png_real32_2(path, array, options, status)
    character(*), intent(in) :: path
    real(real32), intent(in), target :: array(:, :)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call write_array(path, described(array), options, status)
  end subroutine write_png_real32_2

  subroutine write_png_real32_3(path, array, options, status)
    character(*), intent(in) :: path
    real(real32), intent(in), target :: array(:, :, :)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call write_array(path, described(array), options, status)
  end subroutine write_png_real32_3

  subroutine write_png_real64_2(path, array, options, status)
    character(*), intent(in) :: path
    real(real64), intent(in), target :: array(:, :)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call write_array(path, described(array), options, status)
  end subroutine write_png_real64_2

  subroutine write_png_real64_3(path, array, options, status)
    character(*), intent(in) :: path
    real(real64), intent(in), target :: array(:, :, :)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call write_array(path, described(array), options, status)
  end subroutine write_png_real64_3

  subroutine write_png_int32_2(path, array, options, status)
    character(*), intent(in) :: path
    integer(int32), intent(in), target :: array(:, :)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call write_array(path, described(array), options, status)
  end subroutine write_png_int32_2

  subroutine write_png_int32_3(path, array, options, status)
    character(*), intent(in) :: path
    integer(int32), intent(in), target :: array(:, :, :)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call write_array(path, described(array), options, status)
  end subroutine write_png_int32_3

  subroutine encode_png_real32_2(array, bytes, options, status)
    real(real32), intent(in), target :: array(:, :)
    integer(int8), allocatable, intent(out) :: bytes(:)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call encode_array(described(array), bytes, options, status)
  end subroutine encode_png_real32_2

  subroutine encode_png_real32_3(array, bytes, options, status)
    real(real32), intent(in), target :: array(:, :, :)
    integer(int8), allocatable, intent(out) :: bytes(:)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call encode_array(described(array), bytes, options, status)
  end subroutine encode_png_real32_3

  subroutine encode_png_real64_2(array, bytes, options, status)
    real(real64), intent(in), target :: array(:, :)
    integer(int8), allocatable, intent(out) :: bytes(:)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call encode_array(described(array), bytes, options, status)
  end subroutine encode_png_real64_2

  subroutine encode_png_real64_3(array, bytes, options, status)
    real(real64), intent(in), target :: array(:, :, :)
    integer(int8), allocatable, intent(out) :: bytes(:)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call encode_array(described(array), bytes, options, status)
  end subroutine encode_png_real64_3

  subroutine encode_png_int32_2(array, bytes, options, status)
    integer(int32), intent(in), target :: array(:, :)
    integer(int8), allocatable, intent(out) :: bytes(:)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call encode_array(described(array), bytes, options, status)
  end subroutine encode_png_int32_2

  subroutine encode_png_int32_3(array, bytes, options, status)
    integer(int32), intent(in), target :: array(:, :, :)
    integer(int8), allocatable, intent(out) :: bytes(:)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call encode_array(described(array), bytes, options, status)
  end subroutine encode_png_int32_3

  subroutine png_uri_real32_2(array, text, options, status)
    real(real32), intent(in), target :: array(:, :)
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call uri_of_array(described(array), text, options, status)
  end subroutine png_uri_real32_2

  subroutine png_uri_real32_3(array, text, options, status)
    real(real32), intent(in), target :: array(:, :, :)
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call uri_of_array(described(array), text, options, status)
  end subroutine png_uri_real32_3

  subroutine png_uri_real64_2(array, text, options, status)
    real(real64), intent(in), target :: array(:, :)
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call uri_of_array(described(array), text, options, status)
  end subroutine png_uri_real64_2

  subroutine png_uri_real64_3(array, text, options, status)
    real(real64), intent(in), target :: array(:, :, :)
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call uri_of_array(described(array), text, options, status)
  end subroutine png_uri_real64_3

  subroutine png_uri_int32_2(array, text, options, status)
    integer(int32), intent(in), target :: array(:, :)
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call uri_of_array(described(array), text, options, status)
  end subroutine png_uri_int32_2

  subroutine png_uri_int32_3(array, text, options, status)
    integer(int32), intent(in), target :: array(:, :, :)
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call uri_of_array(described(array), text, options, status)
  end subroutine png_uri_int32_3

  subroutine png_tag_real32_2(array, text, options, status)
    real(real32), intent(in), target :: array(:, :)
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call tag_of_array(described(array), text, options, status)
  end subroutine png_tag_real32_2

  subroutine png_tag_real32_3(array, text, options, status)
    real(real32), intent(in), target :: array(:, :, :)
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call tag_of_array(described(array), text, options, status)
  end subroutine png_tag_real32_3

  subroutine png_tag_real64_2(array, text, options, status)
    real(real64), intent(in), target :: array(:, :)
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call tag_of_array(described(array), text, options, status)
  end subroutine png_tag_real64_2

  subroutine png_tag_real64_3(array, text, options, status)
    real(real64), intent(in), target :: array(:, :, :)
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call tag_of_array(described(array), text, options, status)
  end subroutine png_tag_real64_3

  subroutine png_tag_int32_2(array, text, options, status)
    integer(int32), intent(in), target :: array(:, :)
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call tag_of_array(described(array), text, options, status)
  end subroutine png_tag_int32_2

  subroutine png_tag_int32_3(array, text, options, status)
    integer(int32), intent(in), target :: array(:, :, :)
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call tag_of_array(described(array), text, options, status)
  end subroutine png_tag_int32_3

  subroutine range_real32_2(array, vmin, vmax, options, status)
    real(real32), intent(in), target :: array(:, :)
    real(real64), intent(out) :: vmin, vmax
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call range_of_array(described(array), vmin, vmax, options, status)
  end subroutine range_real32_2

  subroutine range_real32_3(array, vmin, vmax, options, status)
    real(real32), intent(in), target :: array(:, :, :)
    real(real64), intent(out) :: vmin, vmax
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call range_of_array(described(array), vmin, vmax, options, status)
  end subroutine range_real32_3

  subroutine range_real64_2(array, vmin, vmax, options, status)
    real(real64), intent(in), target :: array(:, :)
    real(real64), intent(out) :: vmin, vmax
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call range_of_array(described(array), vmin, vmax, options, status)
  end subroutine range_real64_2

  subroutine range_real64_3(array, vmin, vmax, options, status)
    real(real64), intent(in), target :: array(:, :, :)
    real(real64), intent(out) :: vmin, vmax
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call range_of_array(described(array), vmin, vmax, options, status)
  end subroutine range_real64_3

  subroutine range_int32_2(array, vmin, vmax, options, status)
    integer(int32), intent(in), target :: array(:, :)
    real(real64), intent(out) :: vmin, vmax
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call range_of_array(described(array), vmin, vmax, options, status)
  end subroutine range_int32_2

  subroutine range_int32_3(array, vmin, vmax, options, status)
    integer(int32), intent(in), target :: array(:, :, :)
    real(real64), intent(out) :: vmin, vmax
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    call range_of_array(described(array), vmin, vmax, options, status)
  end subroutine range_int32_3

  subroutine write_array(path, a, options, status)
    character(*), intent(in) :: path
    type(c_array), intent(in) :: a
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    integer(c_int) :: code
    code = c_write_png(c_text(path), a%data, a%type, a%rank, a%extents, a%strides, &
                       c_options(options))
    call hand_over(code, status)
  end subroutine write_array

  subroutine encode_array(a, bytes, options, status)
    type(c_array), intent(in) :: a
    integer(int8), allocatable, intent(out) :: bytes(:)
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    type(c_ptr) :: place
    integer(c_size_t) :: length
    integer(c_int) :: code
    code = c_encode_png(a%data, a%type, a%rank, a%extents, a%strides, c_options(options), &
                        place, length)
    call take_bytes(place, length, bytes)
    call hand_over(code, status)
  end subroutine encode_array

  subroutine uri_of_array(a, text, options, status)
    type(c_array), intent(in) :: a
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    type(c_ptr) :: place
    integer(c_int) :: code
    code = c_png_uri(a%data, a%type, a%rank, a%extents, a%strides, c_options(options), place)
    call take_text(place, text)
    call hand_over(code, status)
  end subroutine uri_of_array

  subroutine tag_of_array(a, text, options, status)
    type(c_array), intent(in) :: a
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    type(c_ptr) :: place
    integer(c_int) :: code
    code = c_png_tag(a%data, a%type, a%rank, a%extents, a%strides, c_options(options), place)
    call take_text(place, text)
    call hand_over(code, status)
  end subroutine tag_of_array

  subroutine range_of_array(a, vmin, vmax, options, status)
    type(c_array), intent(in) :: a
    real(real64), intent(out) :: vmin, vmax
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    integer(c_int) :: code
    code = c_range(a%data, a%type, a%rank, a%extents, a%strides, c_options(options), vmin, vmax)
    call hand_over(code, status)
  end subroutine range_of_array

  ! ---- Movies

  subroutine movie_open(this, path, options, status)
    class(arrayreel_movie), intent(inout) :: this
    character(*), intent(in) :: path
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    character(:), allocatable, target :: name
    type(c_ptr) :: place
    integer :: ignored ! what is closed may be a copy of one that is closed already
    if (this%number /= 0) call this%close(ignored)
    name = c_text(path)
    place = c_null_ptr
    if (len(name) > 1) place = c_loc(name)
    call hand_over(c_movie_open(this%number, place, c_options(options)), status)
  end subroutine movie_open

  subroutine push_real32_2(this, frame, time, label, status)
    class(arrayreel_movie), intent(in) :: this
    real(real32), intent(in), target :: frame(:, :)
    real(real64), intent(in), optional :: time
    character(*), intent(in), optional :: label
    integer, intent(out), optional :: status
    call push_array(this, described(frame), time, label, status)
  end subroutine push_real32_2

  subroutine push_real32_3(this, frame, time, label, status)
    class(arrayreel_movie), intent(in) :: this
    real(real32), intent(in), target :: frame(:, :, :)
    real(real64), intent(in), optional :: time
    character(*), intent(in), optional :: label
    integer, intent(out), optional :: status
    call push_array(this, described(frame), time, label, status)
  end subroutine push_real32_3

  subroutine push_real64_2(this, frame, time, label, status)
    class(arrayreel_movie), intent(in) :: this
    real(real64), intent(in), target :: frame(:, :)
    real(real64), intent(in), optional :: time
    character(*), intent(in), optional :: label
    integer, intent(out), optional :: status
    call push_array(this, described(frame), time, label, status)
  end subroutine push_real64_2

  subroutine push_real64_3(this, frame, time, label, status)
    class(arrayreel_movie), intent(in) :: this
    real(real64), intent(in), target :: frame(:, :, :)
    real(real64), intent(in), optional :: time
    character(*), intent(in), optional :: label
    integer, intent(out), optional :: status
    call push_array(this, described(frame), time, label, status)
  end subroutine push_real64_3

  subroutine push_int32_2(this, frame, time, label, status)
    class(arrayreel_movie), intent(in) :: this
    integer(int32), intent(in), target :: frame(:, :)
    real(real64), intent(in), optional :: time
    character(*), intent(in), optional :: label
    integer, intent(out), optional :: status
    call push_array(this, described(frame), time, label, status)
  end subroutine push_int32_2

  subroutine push_int32_3(this, frame, time, label, status)
    class(arrayreel_movie), intent(in) :: this
    integer(int32), intent(in), target :: frame(:, :, :)
    real(real64), intent(in), optional :: time
    character(*), intent(in), optional :: label
    integer, intent(out), optional :: status
    call push_array(this, described(frame), time, label, status)
  end subroutine push_int32_3

  subroutine push_array(this, a, time, label, status)
    class(arrayreel_movie), intent(in) :: this
    type(c_array), intent(in) :: a
    real(real64), intent(in), optional :: time
    character(*), intent(in), optional :: label
    integer, intent(out), optional :: status
    integer(c_int) :: code
    code = 0
    if (present(label)) code = c_movie_label(this%number, c_text(label))
    if (code == 0) then
      if (present(time)) then
        code = c_movie_push_at(this%number, time, a%data, a%type, a%rank, a%extents, a%strides)
      else
        code = c_movie_push(this%number, a%data, a%type, a%rank, a%extents, a%strides)
      end if
    end if
    call hand_over(code, status)
  end subroutine push_array

  subroutine movie_flush(this, status)
    class(arrayreel_movie), intent(in) :: this
    integer, intent(out), optional :: status
    call hand_over(c_movie_flush(this%number), status)
  end subroutine movie_flush

  subroutine movie_finish(this, status)
    class(arrayreel_movie), intent(in) :: this
    integer, intent(out), optional :: status
    call hand_over(c_movie_finish(this%number), status)
  end subroutine movie_finish

  subroutine movie_close(this, status)
    class(arrayreel_movie), intent(inout) :: this
    integer, intent(out), optional :: status
    integer(c_int) :: code
    code = c_movie_close(this%number)
    this%number = 0
    call hand_over(code, status)
  end subroutine movie_close

  subroutine movie_number(this, name, value, status)
    class(arrayreel_movie), intent(in) :: this
    character(*), intent(in) :: name
    real(real64), intent(out) :: value
    integer, intent(out), optional :: status
    call hand_over(c_movie_number(this%number, c_text(name), value), status)
  end subroutine movie_number

  subroutine movie_text(this, name, text, status)
    class(arrayreel_movie), intent(in) :: this
    character(*), intent(in) :: name
    character(:), allocatable, intent(out) :: text
    integer, intent(out), optional :: status
    type(c_ptr) :: place
    integer(c_int) :: code
    code = c_movie_text(this%number, c_text(name), place)
    call take_text(place, text)
    call hand_over(code, status)
  end subroutine movie_text

  subroutine movie_bytes(this, bytes, status)
    class(arrayreel_movie), intent(in) :: this
    integer(int8), allocatable, intent(out) :: bytes(:)
    integer, intent(out), optional :: status
    type(c_ptr) :: place
    integer(c_size_t) :: length
    integer(c_int) :: code
    code = c_movie_bytes(this%number, place, length)
    call take_bytes(place, length, bytes)
    call hand_over(code, status)
  end subroutine movie_bytes

  subroutine movie_uri(this, text, status)
    class(arrayreel_movie), intent(in) :: this
    character(:), allocatable, intent(out) :: text
    integer, intent(out), optional :: status
    type(c_ptr) :: place
    integer(c_int) :: code
    code = c_movie_uri(this%number, place)
    call take_text(place, text)
    call hand_over(code, status)
  end subroutine movie_uri

  subroutine movie_tag(this, text, options, status)
    class(arrayreel_movie), intent(in) :: this
    character(:), allocatable, intent(out) :: text
    character(*), intent(in), optional :: options
    integer, intent(out), optional :: status
    type(c_ptr) :: place
    integer(c_int) :: code
    code = c_movie_tag(this%number, c_options(options), place)
    call take_text(place, text)
    call hand_over(code, status)
  end subroutine movie_tag

end module arrayreel
