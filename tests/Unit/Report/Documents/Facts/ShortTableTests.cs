using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Facts;

public sealed class ShortTableTests
{
    [Fact]
    public void A_column_in_which_nothing_stands_is_left_out() =>
        ShortTable.Of(Of("", "")).ShouldBe("Things:\n\n| Name | Size |\n| --- | ---: |\n| a | 1 |\n| b | 2 |");

    [Fact]
    public void A_column_in_which_something_stands_once_stays() =>
        ShortTable.Of(Of("", "odd")).ShouldBe("Things:\n\n| Name | Remark | Size |\n| --- | --- | ---: |\n| a |  | 1 |\n| b | odd | 2 |");

    [Fact]
    public void What_is_not_known_is_something_to_say() => ShortTable.Of(Of("–", "–")).ShouldContain("| Name | Remark | Size |");

    [Fact]
    public void A_remark_below_the_cut_keeps_no_column() =>
        ShortTable.Of(Of("", "odd"), most: 1).ShouldBe("Things:\n\n| Name | Size |\n| --- | ---: |\n| a | 1 |\n\nand 1 more: see `result.json`");

    [Fact]
    public void No_row_says_why() => ShortTable.Of(Of()).ShouldBe("None was seen.");

    private static Table Of(params string[] remarks) => Table.Of(
        "Things",
        "None was seen.",
        remarks.Select(static (remark, i) => (Remark: remark, Index: i)),
        Column<(string Remark, int Index)>.Words("Name", static row => row.Index == 0 ? "a" : "b"),
        Column<(string Remark, int Index)>.Words("Remark", static row => row.Remark),
        Column<(string Remark, int Index)>.Number("Size", static row => row.Index == 0 ? "1" : "2"));
}
