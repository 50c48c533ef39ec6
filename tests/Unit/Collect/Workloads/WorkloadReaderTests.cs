using Headroom.Collect.Workloads;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Workloads;

public sealed class WorkloadReaderTests
{
    [Fact]
    public void Reads_statements_with_name_calls_and_values()
    {
        var workload = Read("""
            -- anything else is a comment
            -- name: one
            -- calls: 3600
            -- params: 42, 'it''s, so'
            -- params: NULL, x
            SELECT * FROM t WHERE a = $1 AND b = $2;

            -- name: two
            -- calls: 0.5
            DELETE FROM t WHERE c = 'a;b' -- ; not the end
            ;
            """);

        workload.Statements.Select(s => (s.Name, s.CallsPerHour)).ShouldBe([("one", 3600), ("two", 0.5)]);
        workload.Statements[0].Query.ShouldBe("SELECT * FROM t WHERE a = $1 AND b = $2");
        workload.Statements[0].Sets.ShouldBe([["42", "it's, so"], [null, "x"]]);
        workload.Statements[1].Sets.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{1,2}", "{1,2}")]
    [InlineData("{\"a\": 1, \"b\": [1, 2]}", "{\"a\": 1, \"b\": [1, 2]}")]
    [InlineData("'a, b'", "a, b")]
    [InlineData("a, b", "a, b")]
    [InlineData("O'Brien", "O'Brien")]
    [InlineData("[1,5)", "[1,5)")]
    [InlineData("''", "")]
    public void One_parameter_takes_the_whole_line(string written, string value) =>
        Read($"-- params: {written}\nSELECT $1;").Statements[0].Sets.ShouldBe([[value]]);

    [Fact]
    public void Brackets_and_quotes_keep_commas_together() =>
        Read("-- params: {1,2}, {\"a\": 1, \"b\": 2}, 'x, y'\nSELECT $1, $2, $3;").Statements[0].Sets.ShouldBe([["{1,2}", "{\"a\": 1, \"b\": 2}", "x, y"]]);

    [Fact]
    public void A_bare_statement_has_a_name_and_one_call() => Read("SELECT 1").Statements.Select(s => (s.Name, s.CallsPerHour)).ShouldBe([("statement-1", 1)]);

    [Fact]
    public void All_mistakes_are_told_with_their_lines() => WorkloadReader.Read("""
        -- name: a
        -- calls: often
        -- params: 1, 2
        SELECT $1;
        -- name: a
        -- calls: -1
        -- params: 1
        SELECT $1, $2;
        """).Errors.ShouldBe([
            "line 2, column 1: -- calls: often; expected executions an hour, a number from 0",
            "line 5, column 1: the name a is taken by an earlier statement",
            "line 6, column 1: -- calls: -1; expected executions an hour, a number from 0",
            "line 7, column 1: expected 2 values for the statement a, found 1 value"]);

    [Theory]
    [InlineData("-- params: 1, 2, 3\n", "SELECT $2", "line 1, column 1: expected 2 values for the statement statement-1, found 3 values; a text with commas stands in single quotes")]
    [InlineData("-- params: 1\n", "SELECT 1", "line 1, column 1: the statement statement-1 has no parameters; expected no values, found 1 value")]
    [InlineData("-- params:\n", "SELECT $1", "line 1, column 1: expected 1 value for the statement statement-1, found 0 values; an empty text is ''")]
    [InlineData("-- params: a\0b\n", "SELECT $1", "line 1, column 13: a zero byte, which no text of PostgreSQL holds")]
    public void Values_that_the_server_would_not_take_are_a_mistake(string values, string query, string error) =>
        WorkloadReader.Read($"{values}{query};").Errors.ShouldBe([error]);

    [Fact]
    public void Mistakes_stand_in_the_order_of_the_file() => WorkloadReader.Read("""
        -- params: 1
        -- calls: -1
        SELECT 1
        -- name: inside
        """).Errors.Select(error => error[..6]).ShouldBe(["line 1", "line 2", "line 4"]);

    [Fact]
    public void A_statement_may_lack_values() => Read("SELECT $2;").Statements.ShouldHaveSingleItem().Sets.ShouldBeEmpty();

    [Theory]
    [InlineData("-- call: 5", "line 2, column 1: -- call: is no key; expected -- calls:")]
    [InlineData("-- parms: 1", "line 2, column 1: -- parms: is no key; expected -- params:")]
    [InlineData("  -- prams: 1", "line 2, column 3: -- prams: is no key; expected -- params:")]
    [InlineData("-- Parameters: 1", "line 2, column 1: -- parameters: is no key; expected -- params:")]
    [InlineData("-- nmae: x", "line 2, column 1: -- nmae: is no key; expected -- name:")]
    [InlineData("-- calls 3600", "line 2, column 1: -- calls 3600; expected a colon: -- calls:")]
    public void What_is_nearly_a_key_is_a_mistake(string comment, string error) =>
        WorkloadReader.Read($"-- name: a\n{comment}\nSELECT 1;").Errors.ShouldBe([error]);

    [Theory]
    [InlineData("-- note: the newest orders")]
    [InlineData("-- same: as above")]
    [InlineData("-- calls of the shop's front page")]
    [InlineData("-- see https://example.org/name: it tells")]
    [InlineData("--")]
    public void Other_comments_are_left_alone(string comment) => Read($"{comment}\nSELECT 1;").Statements.ShouldHaveSingleItem();

    [Fact]
    public void A_key_that_belongs_to_no_statement_or_stands_inside_one_is_a_mistake() => WorkloadReader.Read("""
        SELECT $1
        -- params: 1
        ;
        -- calls: 5
        """).Errors.ShouldBe([
            "line 2, column 1: -- params: stands inside a statement; expected before its text",
            "line 4, column 1: -- calls: belongs to no statement; expected before the statement's text"]);

    [Theory]
    [InlineData("")]
    [InlineData("-- only a comment\n;;")]
    public void A_file_without_a_statement_is_a_mistake(string text) => WorkloadReader.Read(text).Errors.ShouldHaveSingleItem().ShouldContain("no statement");

    private static Workload Read(string text)
    {
        var (workload, errors) = WorkloadReader.Read(text);
        errors.ShouldBeEmpty();
        return workload.ShouldNotBeNull();
    }
}
