using FsCheck;
using FsCheck.Fluent;
using Headroom.Report.Formats;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Formats;

public sealed class CsvTests
{
    private static readonly string[] s_head = ["a", "b"];

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("\uFF0B1", "'\uFF0B1")]
    [InlineData("\uFF0D1", "'\uFF0D1")]
    [InlineData("\uFF20A", "'\uFF20A")]
    [InlineData("\rx", "\"'\nx\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"a\"", "\"say \"\"a\"\"\"")]
    [InlineData("=\"a\",b", "\"'=\"\"a\"\",b\"")]
    [InlineData("a\r\nb", "\"a\nb\"")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_cell_is_quoted_where_it_must_be_and_never_a_formula(string? text, string cell) =>
        Csv.Of(s_head, [[text, "x"]]).ShouldBe($"a,b\r\n{cell},x\r\n");

    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll<string>(text =>
    {
        var rows = CsvText.Rows(Csv.Of(s_head, [[text, "x"], ["y", text]]));
        return rows.Count == 3 && rows.TrueForAll(row => row.Count == 2) && rows[1][0] == rows[2][1] && rows[1][0] is not ['=' or '+' or '-' or '@', ..];
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Numbers_are_written_as_every_program_reads_them()
    {
        Csv.Number(1234567.8912).ShouldBe("1234567.8912");
        Csv.Number(0.00001).ShouldBe("0.00001");
        Csv.Number((double?)null).ShouldBeNull();
        Csv.Milliseconds(TimeSpan.FromSeconds(1.5)).ShouldBe("1500");
    }
}

/// <summary>Reads comma-separated values as RFC 4180 has them.</summary>
internal static class CsvText
{
    public static List<List<string>> Rows(string text)
    {
        List<List<string>> rows = [];
        List<string> row = [];
        var cell = new System.Text.StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted)
            {
                if (text[i] != '"')
                {
                    cell.Append(text[i]);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (text[i] == '"')
            {
                isQuoted = true;
            }
            else if (text[i] is ',' or '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (text[i] == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
            else if (text[i] != '\r')
            {
                cell.Append(text[i]);
            }
        }

        return rows;
    }
}
