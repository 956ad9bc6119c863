! The module of arrayreel.f90, used rightly and wrongly. A script looks at what this writes.
program fortran_check
  use, intrinsic :: iso_fortran_env, only: real32, real64, int8, int32
  use arrayreel
  implicit none
  integer, parameter :: nx = 40, ny = 30

  type :: cell
    integer(int32) :: id
    real(real64) :: rho
  end type cell

  integer :: failures

  failures = 0
  call check_all()
  if (failures > 0) error stop 1

contains

  ! What a main program allocates is never freed.
  subroutine check_all()
    real(real64) :: u(nx, ny), vmin, vmax
    real(real32) :: single(nx, ny), colour(3, nx, ny), planes(nx, ny, 3)
    real(real64), allocatable :: ghosts(:, :)
    integer(int32) :: labels(nx, ny)
    type(cell) :: cells(nx, ny)
    character(:), allocatable :: text
    integer(int8), allocatable :: bytes(:), other(:)
    integer :: i, j, status
    type(arrayreel_movie) :: movie

    do j = 1, ny
      do i = 1, nx
        u(i, j) = i + 100 * j ! grows to the right, and more downwards
        labels(i, j) = mod(i + j, 7)
        cells(i, j)%rho = u(i, j)
        colour(:, i, j) = [i / real(nx, real32), j / real(ny, real32), 0.5_real32]
      end do
    end do
    single = real(u, real32)
    do i = 1, 3
      planes(:, :, i) = colour(i, :, :)
    end do

    ! Files for the script.
    call arrayreel_write_png('f_double.png', u, 'colormap=viridis')
    call arrayreel_write_png('f_single.png', single)
    call arrayreel_write_png('f_labels.png   ', labels, 'colormap=tab10   ')
    call arrayreel_write_png('f_colour.png', colour)

    ! Parts of arrays are not copied, and are what their copies are.
    allocate(ghosts(0:nx + 1, -1:ny + 2))
    ghosts = -1e9_real64
    ghosts(1:nx, 1:ny) = u
    call expect_same(u, ghosts(1:nx, 1:ny), 'inside')
    call expect_same(u(:, ny:1:-1), ghosts(1:nx, ny:1:-1), 'upwards')
    call expect_same(u(nx:1:-2, 3::4), ghosts(nx:1:-2, 3:ny:4), 'steps')
    call expect_same(u(5:5, :), ghosts(5:5, 1:ny), 'one column')
    call expect_same(transpose(u), transpose(ghosts(1:nx, 1:ny)), 'transposed')
    ! Elements that are 16 bytes apart.
    call expect_same(u, cells%rho, 'member')

    ! Colour by pixels and by planes.
    call arrayreel_encode_png(colour, bytes)
    call arrayreel_encode_png(planes, other)
    call expect(same(bytes, other), 'planes are pixels')
    call arrayreel_encode_png(planes(:, ny:1:-1, :), other)
    call expect(.not. same(bytes, other), 'upside down is another picture')

    call arrayreel_png_uri(u, text, 'vsym')
    call expect(index(text, 'data:image/png;base64,') == 1, 'a data URI')
    call arrayreel_png_tag(single, text, 'alt=it is u')
    call expect(index(text, '<img') > 0 .and. index(text, 'alt="it is u"') > 0, 'a tag')
    call arrayreel_range(u, vmin, vmax)
    call expect(vmin == 101 .and. vmax == nx + 100 * ny, 'a range')
    call arrayreel_range(labels, vmin, vmax, 'range=-1,2.5')
    call expect(vmin == -1 .and. vmax == 2.5_real64, 'a given range')
    call expect(len(arrayreel_version()) >= 5, 'a version')

    ! Errors.
    call arrayreel_write_png('no/such/folder/u.png', u, status=status)
    call expect(status == arrayreel_io, 'a folder that is not there')
    call expect(index(arrayreel_error_text(), 'no/such/folder/u.png') > 0, 'its name')
    call arrayreel_encode_png(u, bytes, 'colourmap=RdBu', status)
    call expect(status == arrayreel_parameter .and. size(bytes) == 0, 'a wrong option')
    call expect(index(arrayreel_error_text(), 'colourmap') > 0, 'its text')
    call arrayreel_encode_png(u(1:0, :), bytes, status=status)
    call expect(status == arrayreel_parameter, 'no elements')
    call expect(index(arrayreel_error_text(), '(30, 0)') > 0, 'its shape')
    call arrayreel_encode_png(u, bytes, status=status)
    call expect(status == arrayreel_ok .and. size(bytes) > 100, 'and right again')

    call movie%push(u, status=status)
    if (arrayreel_has_movies()) then
      call expect(status == arrayreel_parameter, 'a movie that is not open')
      call check_movies(u, single, colour, labels)
    else
      call expect(status == arrayreel_unavailable, 'no movies')
    end if
  end subroutine check_all

  subroutine check_movies(u, single, colour, labels)
    real(real64), intent(in) :: u(:, :)
    real(real32), intent(in) :: single(:, :), colour(:, :, :)
    integer(int32), intent(in) :: labels(:, :)
    type(arrayreel_movie) :: movie, copy
    character(:), allocatable :: text
    integer(int8), allocatable :: bytes(:)
    real(real64) :: value
    integer :: i, status
    call movie%open('f_movie.gif', 'vmin=0; vmax=4000; fps=10')
    do i = 1, 3
      call movie%push(u + 10 * i)
    end do
    call movie%push(single, status=status)
    call expect(status == arrayreel_ok, 'a frame of another type')
    call movie%push(u(:, 2:), status=status)
    call expect(status == arrayreel_parameter, 'a frame of another shape')
    call movie%flush()
    call movie%finish()
    call movie%get_number('frames', value)
    call expect(value == 4, 'four frames')
    call movie%get_text('codec', text)
    call expect(text == 'gif', 'a GIF')
    call movie%get_number('length', value, status)
    call expect(status == arrayreel_parameter, 'no such number')
    copy = movie
    call movie%close()
    call copy%open('', 'codec=gif', status)
    call expect(status == arrayreel_ok, 'a copy of a movie that is closed, opened again')
    call copy%close()
    call movie%finish(status)
    call expect(status == arrayreel_parameter, 'a movie that is closed')

    call movie%open('', 'codec=apng')
    call movie%push(colour, 0.0_real64, 'first')
    call movie%push(colour, time=2.5_real64, label='second')
    call movie%finish()
    call movie%get_bytes(bytes)
    call movie%get_number('bytes', value)
    call expect(value == size(bytes), 'its bytes')
    call movie%get_number('duration', value)
    call expect(abs(value - 2.54_real64) < 1e-3_real64, 'its duration')
    call movie%get_uri(text)
    call expect(index(text, 'data:image/apng;base64,') == 1, 'its URI')
    call movie%get_tag(text, 'alt=two')
    call expect(index(text, 'alt="two"') > 0, 'its tag')
    call movie%close()

    call movie%open('going.gif', 'on-error=keep-going')
    call movie%push(labels)
    call movie%push(labels(2:, :))
    call movie%finish()
    call movie%get_number('skipped', value)
    call expect(value == 1, 'one is skipped')
    call movie%get_text('problems', text)
    call expect(index(text, 'push 1: ') == 1, 'which is told')
    call movie%close()
  end subroutine check_movies

  logical function same(a, b)
    integer(int8), intent(in) :: a(:), b(:)
    same = size(a) == size(b)
    if (same) same = all(a == b)
  end function same

  subroutine expect(holds, what)
    logical, intent(in) :: holds
    character(*), intent(in) :: what
    if (holds) return
    failures = failures + 1
    print '(4a)', 'not so: ', what, '; the last error: ', arrayreel_error_text()
  end subroutine expect

  ! A part of an array, against a copy of it that is contiguous.
  subroutine expect_same(plain, part, what)
    real(real64), intent(in) :: plain(:, :), part(:, :)
    character(*), intent(in) :: what
    real(real64), allocatable :: copy(:, :)
    integer(int8), allocatable :: of_copy(:), of_part(:)
    allocate(copy, source=plain)
    call arrayreel_encode_png(copy, of_copy)
    call arrayreel_encode_png(part, of_part)
    call expect(same(of_copy, of_part), what)
  end subroutine expect_same

end program fortran_check
