using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Scenarios;

public sealed class FeedReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("headroom-feed-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_file_without_a_column_is_a_table()
    {
        Write("users.csv", "id,name\n7,\"Ann, B.\"\n9,Bob\n");
        Table("{ csv: users.csv, order: unique }", "${users.id}/${users.name}").Rows.ShouldBe([["7", "Ann, B."], ["9", "Bob"]]);
    }

    [Fact]
    public void A_list_of_flat_objects_is_a_table()
    {
        Write("users.json", """[{"id":7,"name":"Ann","admin":true},{"admin":null,"name":"","id":9.5}]""");
        var table = Table("{ json: users.json }", "${users.id}/${users.name}");
        table.Columns.ShouldBe(["id", "name", "admin"]);
        table.Rows.ShouldBe([["7", "Ann", "true"], ["9.5", "", ""]]);
    }

    [Fact]
    public void A_list_of_texts_and_numbers_is_a_list()
    {
        Write("words.json", """["a", 5, false]""");
        Plan("{ json: words.json, order: sequential }", "${users}").Feeds[0].Values.ShouldBeOfType<FeedValues.Texts>().Items.ShouldBe(["a", "5", "false"]);
    }

    [Theory]
    [InlineData("random", FeedOrder.Random)]
    [InlineData("sequential", FeedOrder.Sequential)]
    [InlineData("unique", FeedOrder.Unique)]
    [InlineData("per-vu", FeedOrder.PerVu)]
    public void Reads_every_order(string text, FeedOrder order) =>
        Plan($"{{ range: [1, 5], order: {text} }}", "${users}").Feeds[0].Order.ShouldBe(order);

    [Theory]
    [InlineData("{ json: a.json }", "[]", "is no list with items")]
    [InlineData("{ json: a.json }", "{\"a\": 1}", "is no list with items")]
    [InlineData("{ json: a.json }", "[1, [2]]", "has an item that is no text and no number, [1]")]
    [InlineData("{ json: a.json }", "[{\"a\": 1}, {\"b\": 1}]", "without the fields of the first, or with nested ones, [1]")]
    [InlineData("{ json: a.json }", "[{\"a\": 1}, {\"a\": 1, \"b\": 2}]", "without the fields of the first, or with nested ones, [1]")]
    [InlineData("{ json: a.json }", "[{\"a\": {}}]", "nested ones, [0]")]
    [InlineData("{ json: a.json }", "[1,", "'a.json' cannot be read")]
    [InlineData("{ json: a.json, column: b }", "[1]", "'column' belongs to 'csv'")]
    [InlineData("{ csv: a.json }", "a,a\n1,2\n", "has the column 'a' twice")]
    [InlineData("{ csv: a.json }", "a,\n1,2\n", "has a column ''")]
    [InlineData("{ csv: a.json }", "a,b\n", "has no rows")]
    [InlineData("{ csv: a.json }", "a,b\n1,2\n\n3\n", "has fewer columns in row 2 than in its header; expected a, b")]
    [InlineData("{ csv: a.json, column: b }", "a,b\n1\n", "has fewer columns in row 1")]
    [InlineData("{ csv: a.json, column: c }", "a,b\n1,2\n", "has no column 'c'; expected one of a, b")]
    [InlineData("{ json: absent.json }", "", "'absent.json' cannot be read")]
    [InlineData("{ values: [1], order: per_vu }", "", "did you mean per-vu?")]
    [InlineData("{}", "", "no values; expected one of range, values, csv, json")]
    public void Says_what_it_expected(string feed, string content, string expected)
    {
        Write("a.json", content);
        Yaml.Mistakes($"{Yaml.Head}feeds: {{ users: {feed} }}\nrequests: [ {{ get: '/${{users}}' }} ]", _folder.FullName)
            .ShouldHaveSingleItem().ShouldContain(expected);
    }

    [Fact]
    public void A_table_needs_a_column_and_a_list_has_none()
    {
        Write("users.csv", "id,name\n7,Ann\n");
        Yaml.Mistakes(
            $"{Yaml.Head}feeds: {{ users: {{ csv: users.csv }}, n: {{ range: [1, 2] }} }}\nrequests: [ {{ get: '/${{users}}' }}, {{ get: '/${{n.id}}' }} ]", _folder.FullName)
            .Select(static mistake => mistake[(mistake.IndexOf('$') - 1)..].Split(" or earlier")[0]).ShouldBe([
                "'${users}' is a table; expected a column of it: ${users.id}, ${users.name}",
                "'${n.id}' names no feed, variable",
            ]);
    }

    [Fact]
    public void Every_VU_that_keeps_a_value_needs_one()
    {
        string[] Of(int values, string use) => Yaml.Found($"{Yaml.Head}feeds: {{ u: {{ range: [1, {values}], order: per-vu }} }}\nrequests: [ {{ get: '/{use}' }} ]");
        Of(2, "${u}").ShouldBeEmpty();
        Of(1, "x").ShouldBeEmpty();
        Of(1, "${u}").ShouldHaveSingleItem().ShouldBe(
            "4:13 feeds.u: 1 values for 2 VUs that keep one each; expected as many, or another order than per-vu");
    }

    private FeedValues.Table Table(string feed, string use) => Plan(feed, use).Feeds[0].Values.ShouldBeOfType<FeedValues.Table>();

    private LoadPlan Plan(string feed, string use) =>
        Yaml.Plan($"{Yaml.Head}feeds: {{ users: {feed} }}\nrequests: [ {{ get: '/{use}' }} ]", _folder.FullName);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder.FullName, file), text);
}
