using Headroom.Model.Contracts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model.Contracts;

public sealed class RowCheckTests
{
    [Fact]
    public void The_same_writes_differ_in_nothing()
    {
        var rows = Check(Table(12, 2, Value("7")), Table(12, 2, Value("7")));

        rows.ShouldSatisfyAllConditions(
            () => rows.Differences.ShouldBeEmpty(),
            () => rows.Tables.ShouldBe(1),
            () => rows.Written.ShouldBe(2),
            () => rows.Missing.ShouldBeNull());
    }

    [Fact]
    public void A_write_that_left_nothing_is_found() =>
        Check(Table(12, 2, Value("7")), Table(10, 0, Value("0"))).Differences.ShouldBe([new RowDifference("orders", null, "+2 rows, 2 written", "+0 rows, 0 written")]);

    [Fact]
    public void Another_value_is_found() =>
        Check(Table(10, 2, Value("7")), Table(10, 2, Value("8"))).Differences.ShouldHaveSingleItem().Column.ShouldBe("c");

    [Fact]
    public void Moments_and_uuids_are_each_arms_own() =>
        Check(Table(10, 2, Own("7")), Table(10, 2, Own("8"))).Differences.ShouldBeEmpty();

    [Fact]
    public void Moments_that_B_does_not_write_are_found()
    {
        Check(Table(10, 2, Own("7")), Table(10, 2, Value("8"))).Differences.ShouldHaveSingleItem().Column.ShouldBe("c"); // a number that is no moment
        Check(Table(10, 2, Own("7")), Table(10, 2, Column(ColumnNature.Own, "0", 0, 0))).Differences.ShouldHaveSingleItem().Column.ShouldBe("c"); // nulls
    }

    [Theory]
    [InlineData(5, 5, 5, false)] // every row of both has its own
    [InlineData(5, 4, 5, true)] // two rows of A share a value
    [InlineData(5, 5, 4, true)] // two rows of B do
    public void Ids_of_a_sequence_are_each_arms_own_where_each_row_has_its_own(long written, long inA, long inB, bool differs) =>
        Check(Table(15, written, Column(ColumnNature.Drawn, "7", inA, 5)), Table(15, written, Column(ColumnNature.Drawn, "8", inB, 6))).Differences.Any().ShouldBe(differs);

    [Theory]
    [InlineData(160, 160, false)]
    [InlineData(160, 80, true)] // half of each text is gone
    public void Texts_that_differ_in_every_row_are_each_arms_own_where_they_are_as_long(long inA, long inB, bool differs) =>
        Check(Table(15, 5, Column(ColumnNature.Text, "7", 5, inA)), Table(15, 5, Column(ColumnNature.Text, "8", 5, inB))).Differences.Any().ShouldBe(differs);

    [Theory]
    [InlineData(ColumnNature.Drawn, 4, 4)]
    [InlineData(ColumnNature.Text, 4, 4)]
    [InlineData(ColumnNature.Document, 9, 9)]
    public void What_nobody_can_tell_is_left_out_and_named(ColumnNature nature, long written, long distinct)
    {
        var rows = Check(Table(10 + written, written, Column(nature, "7", distinct, 9)), Table(10 + written, written, Column(nature, "8", distinct, 9)));

        rows.Differences.ShouldBeEmpty();
        rows.LeftOut.ShouldHaveSingleItem().ShouldStartWith("orders.c: ");
    }

    [Fact]
    public void A_text_of_another_length_is_another_text_in_a_single_row_too() =>
        Check(Table(11, 1, Column(ColumnNature.Text, "7", 1, 9)), Table(11, 1, Column(ColumnNature.Text, "8", 1, 4))).Differences.ShouldHaveSingleItem().Column.ShouldBe("c");

    [Fact]
    public void Columns_are_held_against_their_namesakes()
    {
        var rows = Check(Table(11, 1, Value("7") with { Name = "gone" }, Value("7")), Table(11, 1, Value("7"), Value("5") with { Name = "new" }));

        rows.Differences.ShouldBeEmpty();
        rows.LeftOut.ShouldBe(["orders.gone: B has no such column", "orders.new: A has no such column"]);
    }

    [Fact]
    public void Databases_that_are_no_copies_of_each_other_say_nothing()
    {
        var rows = RowCheck.Of(([Table(10, 0)], [Table(11, 0)]), ([Table(10, 0)], [Table(12, 1)]), []);

        rows.Missing.ShouldNotBeNull().ShouldContain("before the first write orders had not the same number of rows");
        rows.Differences.ShouldBeEmpty();
    }

    [Fact]
    public void A_table_that_one_arm_lacks_says_so() =>
        RowCheck.Of(([Table(10, 0)], []), ([Table(10, 0)], []), []).Missing.ShouldNotBeNull().ShouldContain("orders");

    private static RowContract Check(TableDigest a, TableDigest b) => RowCheck.Of(([Table(10, 0)], [Table(10, 0)]), ([a], [b]), []);

    private static TableDigest Table(long rows, long written, params ColumnDigest[] columns) => new("orders", rows, written, columns);

    private static ColumnDigest Value(string digest) => Column(ColumnNature.Value, digest, 2, 2);

    private static ColumnDigest Own(string digest) => Column(ColumnNature.Own, digest, 2, 2);

    private static ColumnDigest Column(ColumnNature nature, string digest, long distinct, long length) => new("c", nature, digest, distinct, length);
}
