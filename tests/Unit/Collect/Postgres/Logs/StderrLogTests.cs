using System.Text;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres.Logs;

public sealed class StderrLogTests
{
    [Fact]
    public void A_statement_on_several_lines_is_one()
    {
        var log = Given.Log(Given.Line(7, "LOG:  duration: 1.500 ms  statement: SELECT a,\n\t  b\n\n\tFROM t\n\t WHERE c = 'x'"));

        log.Statements.ShouldHaveSingleItem().StatementId.ShouldBe(StatementText.IdOf("SELECT a, b FROM t WHERE c = 'y'"));
        log.Files[0].BrokenLines.ShouldBe(0);
    }

    [Fact]
    public void Lines_of_backends_that_interleave_find_their_entries()
    {
        var log = Given.Log(
            Given.Line(1, "LOG:  temporary file: path \"base/pgsql_tmp/pgsql_tmp1.0\", size 1000")
            + Given.Line(2, "ERROR:  division by zero")
            + Given.Line(1, "STATEMENT:  SELECT 1 FROM a")
            + Given.Line(2, "STATEMENT:  SELECT 1 FROM b"));

        log.Statements.Single(s => s.TempFiles == 1).Query.ShouldBe("select ? from a");
        log.Statements.Single(s => s.Errors == 1).Query.ShouldBe("select ? from b");
        log.Entries.ShouldBe(2);
    }

    [Fact]
    public void What_stands_before_the_first_entry_is_counted_as_broken()
    {
        var log = Given.Log("\tFROM t\n" + Given.Line(7, "DETAIL:  parameters: $1 = '1'") + Given.Line(7, "LOG:  duration: 1 ms  statement: SELECT 1"));

        log.Calls.ShouldBe(1);
        log.Files[0].BrokenLines.ShouldBe(2);
    }

    [Fact]
    public void Lines_of_other_programs_are_counted_and_spoil_no_statement()
    {
        var log = Given.Log(
            Given.Line(7, "LOG:  duration: 1 ms  statement: SELECT a\n\tFROM t")
            + Given.Line(7, "LOG:  duration: 1 ms  statement: SELECT a FROM t") + "cp: cannot stat 'x'\n");

        log.Statements.ShouldHaveSingleItem().Calls.ShouldBe(2);
        log.Files[0].BrokenLines.ShouldBe(1);
    }

    [Fact]
    public void Where_something_cut_the_tabs_off_lines_still_belong_to_their_entry()
    {
        var log = Given.Log(Given.Line(7, "LOG:  duration: 1 ms  statement: SELECT a\nFROM t"));

        log.Statements.ShouldHaveSingleItem().Query.ShouldBe("select a from t");
    }

    [Theory]
    [InlineData("Dauer: 0.123 ms  Anweisung: SELECT 1", true)]
    [InlineData("durée : 12.500 ms", true)]
    [InlineData("执行时间: 3.000 ms  语句: SELECT 1", true)]
    [InlineData("duration: 0.123 ms  statement: SELECT 1", false)]
    [InlineData("checkpoint complete: wrote 3 buffers", false)]
    [InlineData("process 12 still waiting for ShareLock on transaction 3 after: 1000.123 ms", false)]
    public void A_log_in_another_language_says_so(string message, bool told) =>
        (Given.Log(Given.Line(7, $"LOG:  {message}")).Files[0].Remark?.Contains("lc_messages", StringComparison.Ordinal) == true).ShouldBe(told);

    [Theory]
    [InlineData("duration: 1.250 ms  statement: SELECT f()")]
    [InlineData("checkpoint complete: wrote 3 buffers")]
    public void What_a_function_logs_is_no_language(string message) =>
        Given.Log(Given.Line(7, "LOG:  took: 1.234 s") + Given.Line(7, $"LOG:  {message}")).Files[0].Remark.ShouldBeNull();

    [Fact]
    public void Windows_line_ends_are_read()
    {
        var log = Given.Log(Given.Line(7, "LOG:  duration: 1 ms  statement: SELECT a\n\tFROM t").Replace("\n", "\r\n", StringComparison.Ordinal));

        log.Statements.ShouldHaveSingleItem().Query.ShouldBe("select a from t");
    }

    [Fact]
    public void A_file_without_its_last_line_end_is_whole() => Given.Log(Given.Line(7, "LOG:  duration: 1 ms  statement: SELECT 1").TrimEnd()).Calls.ShouldBe(1);

    [Fact]
    public void Bytes_that_are_no_text_are_counted()
    {
        byte[] latin = [.. Encoding.ASCII.GetBytes(Given.Line(7, "LOG:  duration: 1 ms  statement: SELECT '").TrimEnd()), 0xE4, (byte)'\'', (byte)'\n'];
        byte[] holes = [0, 0, 0, .. Encoding.ASCII.GetBytes(Given.Line(7, "LOG:  duration: 1 ms  statement: SELECT\0 1"))];

        var log = Given.Log([.. latin, .. holes]);

        log.Calls.ShouldBe(2);
        log.Files[0].InvalidEntries.ShouldBe(2);
    }

    [Fact]
    public void A_line_of_a_hundred_megabytes_is_cut_and_what_follows_is_read()
    {
        using var stream = new LongLine(Given.Line(7, "LOG:  duration: 1 ms  statement: SELECT '").TrimEnd('\n'), 100_000_000, "'\n" + Given.Line(8, "LOG:  duration: 2 ms  statement: SELECT 2 FROM t"));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var log = Given.Log(stream);

        log.Calls.ShouldBe(2);
        log.Files[0].CutEntries.ShouldBe(1);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(40_000_000);
    }

    [Fact]
    public void Thousands_of_backends_do_not_gather()
    {
        var text = string.Concat(Enumerable.Range(1, 5000).Select(pid => Given.Line(pid, $"LOG:  duration: 1 ms  statement: SELECT {pid}")));

        Given.Log(text).Calls.ShouldBe(5000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello\nworld\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("2026-01-31 12:00:00 UTC [7] PROTOKOLL:  Dauer: 1 ms\n")]
    public void What_is_no_log_is_told(string text)
    {
        var log = Given.Log(text);

        log.Entries.ShouldBe(0);
        log.Files[0].Format.ShouldBeNull();
        log.Files[0].Remark.ShouldNotBeNull();
    }

    private sealed class LongLine(string head, int length, string tail) : Stream
    {
        private readonly byte[] _head = Encoding.ASCII.GetBytes(head);
        private readonly byte[] _tail = Encoding.ASCII.GetBytes(tail);
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = 0;
            for (; read < count && _at < _head.Length + length + _tail.Length; read++, _at++)
            {
                buffer[offset + read] = _at < _head.Length ? _head[_at] : _at < _head.Length + length ? (byte)'x' : _tail[_at - _head.Length - length];
            }

            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
