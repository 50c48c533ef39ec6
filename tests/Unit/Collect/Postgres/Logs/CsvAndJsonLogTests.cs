using System.Text;
using System.Text.Json;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres.Logs;

public sealed class CsvAndJsonLogTests
{
    private const string Statement = "SELECT \"A\", 'x,\ny'\nFROM t WHERE id = 5";

    [Fact]
    public void A_csvlog_is_read()
    {
        var log = Given.Log(Given.Csv("LOG", "duration: 1.5 ms  statement: " + Statement) + Given.Csv("ERROR", "division by zero", statement: Statement));

        log.Files[0].Format.ShouldBe("csvlog");
        var statement = log.Statements.ShouldHaveSingleItem();
        statement.StatementId.ShouldBe(StatementText.IdOf(Statement));
        statement.Times.Total.ShouldBe(TimeSpan.FromMilliseconds(1.5));
        (statement.Calls, statement.Errors).ShouldBe((1, 1));
        (statement.Users.Single(), statement.Databases.Single()).ShouldBe(("app", "shop"));
    }

    [Fact]
    public void A_record_that_was_cut_off_costs_itself_alone()
    {
        var whole = Given.Csv("LOG", "duration: 1 ms  statement: " + Statement);
        var cut = whole[..(whole.IndexOf("FROM", StringComparison.Ordinal) + 2)] + "\n";

        var log = Given.Log(whole + cut + whole + whole);

        log.Calls.ShouldBe(3);
        log.Files[0].BrokenLines.ShouldBe(1);
    }

    [Fact]
    public void A_statement_that_looks_like_a_record_stays_a_statement()
    {
        var log = Given.Log(Given.Csv("LOG", "duration: 1 ms  statement: SELECT '\n" + Given.Csv("PANIC", "forged") + "'"));

        log.Calls.ShouldBe(1);
        log.Errors.ShouldBeEmpty();
        log.Files[0].BrokenLines.ShouldBe(0);
    }

    [Fact]
    public void A_record_that_is_too_long_keeps_its_start()
    {
        var log = Given.Log(Given.Csv("LOG", $"duration: 1 ms  statement: SELECT '{new string('x', 9_000_000)}'") + Given.Csv("LOG", "duration: 1 ms  statement: SELECT 2"));

        log.Calls.ShouldBe(2);
        log.Files[0].CutEntries.ShouldBe(1);
    }

    [Fact]
    public void A_record_of_many_long_lines_keeps_its_start()
    {
        var lines = string.Concat(Enumerable.Repeat(new string('x', 400_000) + "\n", 20));

        var log = Given.Log(Given.Csv("LOG", $"duration: 1 ms  statement: SELECT '{lines}'") + Given.Csv("LOG", "duration: 1 ms  statement: SELECT 2"));

        log.Calls.ShouldBe(2);
        log.Files[0].CutEntries.ShouldBe(1);
    }

    [Fact]
    public void A_jsonlog_is_read()
    {
        var log = Given.Log(Json("LOG", "duration: 1.5 ms  statement: " + Statement) + Json("ERROR", "division by zero", Statement));

        log.Files[0].Format.ShouldBe("jsonlog");
        var statement = log.Statements.ShouldHaveSingleItem();
        statement.StatementId.ShouldBe(StatementText.IdOf(Statement));
        (statement.Calls, statement.Errors).ShouldBe((1, 1));
        (statement.Users.Single(), statement.Databases.Single()).ShouldBe(("app", "shop"));
    }

    [Fact]
    public void Objects_that_are_broken_are_counted()
    {
        var whole = Json("LOG", "duration: 1 ms  statement: SELECT 1");

        var log = Given.Log(whole + whole[..40] + "\n" + "[1]\n" + "{}\n" + whole);

        log.Calls.ShouldBe(2);
        log.Files[0].BrokenLines.ShouldBe(3);
    }

    [Theory]
    [InlineData("stderr")]
    [InlineData("csvlog")]
    [InlineData("jsonlog")]
    public void No_bytes_make_it_fail(string format)
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => format switch
        {
            "stderr" => Given.Line(i % 5, $"LOG:  duration: {i}.5 ms  execute S_{i}: SELECT {i}\n\tFROM t") + Given.Line(i % 5, "DETAIL:  parameters: $1 = 'a'"),
            "csvlog" => Given.Csv("LOG", $"duration: {i}.5 ms  execute S_{i}: SELECT {i}\nFROM \"t\"", "parameters: $1 = 'a'"),
            _ => Json("LOG", $"duration: {i}.5 ms  execute S_{i}: SELECT {i}\nFROM \"t\"", "parameters: $1 = 'a'"),
        }));
        var state = 1u;
        for (var round = 0; round < 300; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            for (var change = 0; change < 30; change++)
            {
                state = (state * 1_664_525) + 1_013_904_223;
                bytes[(int)((state >> 4) % (uint)bytes.Length)] = (state >> 28) switch { < 3 => 0, < 5 => (byte)'\n', < 7 => (byte)'"', < 9 => 0xFF, _ => (byte)(state >> 9) };
            }

            using var stream = new MemoryStream(bytes[..(int)((state >> 6) % (uint)bytes.Length)]);
            var (log, digest) = Given.Read(stream);
            log.Calls.ShouldBeLessThan(200);
            digest.Parameters().Count.ShouldBeLessThan(200);
        }
    }

    private static string Json(string severity, string message, string? statement = null) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["timestamp"] = "2026-01-31 12:00:00.123 UTC",
        ["user"] = "app",
        ["dbname"] = "shop",
        ["pid"] = 7,
        ["error_severity"] = severity,
        ["message"] = message,
        ["statement"] = statement,
        ["query_id"] = -123456789012345L,
    }) + "\n";
}
