using FsCheck;
using FsCheck.Fluent;
using Headroom.Load.Scenarios;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Scenarios;

public class YamlReaderTests
{
    private readonly PlanErrors _errors = new();

    [Fact]
    public void Reads_quantities_by_key()
    {
        var map = Parse("p95: 300ms\nerrors: 1%\nrate: 120/m\nn: 5\nx: 1.5\non: true\nname: a\nsub: { k: v }\nlist: [1, 2]");
        map.Duration("p95").ShouldBe(TimeSpan.FromMilliseconds(300));
        map.Share("errors").ShouldBe(new Ratio(0.01));
        map.Rate("rate").ShouldBe(new PerSecond(2));
        map.Integer("n", 1, 5).ShouldBe(5);
        map.Number("x", 0, 2).ShouldBe(1.5);
        map.Boolean("on").ShouldBe(true);
        map.Text("name").ShouldBe("a");
        map.Map("sub")!.Entries().Select(static entry => (entry.Key, entry.Value.Text())).ShouldBe([("k", "v")]);
        map.List("list")!.Select(static item => item.Path).ShouldBe(["list[0]", "list[1]"]);
        map.Text("absent").ShouldBeNull();
        map.NoOtherKeys();
        _errors.Any.ShouldBeFalse();
    }

    [Fact]
    public void Says_what_is_missing_when_it_is_required()
    {
        Parse("a: 1").Text("name", required: true).ShouldBeNull();
        Message().ShouldBe("f.yaml:1:1: 'name' is missing; expected a text");
    }

    [Fact]
    public void Reports_a_syntax_error_with_its_place()
    {
        YamlReader.Parse("a: 1\nb: [1, 2\nc: 3\n", "f.yaml", _errors).ShouldBeNull();
        _errors.All.ShouldHaveSingleItem().Message.ShouldStartWith("not valid YAML");
        _errors.All[0].Line.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("a: 1\n\tb: 2\n")]
    [InlineData("a:\n\tb: 2\n")]
    public void A_tab_that_indents_a_line_is_told_at_its_place(string text)
    {
        YamlReader.Parse(text, "f.yaml", _errors).ShouldBeNull();
        Message().ShouldBe("f.yaml:2:1: not valid YAML: a tab indents this line; expected spaces");
    }

    [Fact]
    public void A_tab_further_below_is_not_blamed_for_another_mistake()
    {
        YamlReader.Parse("a: 'x' y\nb: 1\nc: |\n  \tz\n", "f.yaml", _errors).ShouldBeNull();
        Message().ShouldNotContain("tab");
    }

    [Theory]
    [InlineData("a: 1\nb: !!int[] 3\n")]
    [InlineData("a: 1\nb: { !!int[]: 3 }\n")]
    public void A_tag_that_is_none_is_a_mistake_with_its_place(string text)
    {
        YamlReader.Parse(text, "f.yaml", _errors).ShouldBeNull();
        _errors.All.ShouldHaveSingleItem().Message.ShouldContain("a value that begins with ! stands in quotes");
        _errors.All[0].Line.ShouldBe(2);
    }

    [Fact]
    public void Says_that_a_placeholder_inside_braces_stands_in_quotes()
    {
        YamlReader.Parse("a: 1\nb: { c: ${d} }\n", "f.yaml", _errors).ShouldBeNull();
        _errors.All.ShouldHaveSingleItem().Message.ShouldEndWith("Inside braces a ${placeholder} stands in quotes.");
    }

    [Fact]
    public void Reports_every_duplicate_key_where_it_stands_again()
    {
        Parse("a: 1\nb: { c: 1, c: 2 }\na: 3");
        _errors.All.Select(static error => error.ToString()).ShouldBe([
            "f.yaml:2:12: b.c: the key stands twice, first on line 2; expected once",
            "f.yaml:3:1: a: the key stands twice, first on line 1; expected once",
        ]);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("# nothing\n", "the file is empty")]
    [InlineData("- a", "a list; expected a mapping")]
    [InlineData("text", "'text'; expected a mapping")]
    [InlineData("? [a]\n: b", "a list as a key; expected a text")]
    [InlineData("a: &x 1\nb: *x", "aliases are not supported")]
    [InlineData("a: 1\n---\nb: 2", "a second document")]
    public void Refuses_what_is_no_plan(string yaml, string expected)
    {
        YamlReader.Parse(yaml, "f.yaml", _errors);
        Message().ShouldContain(expected);
    }

    [Fact]
    public void Survives_a_document_that_is_too_deep()
    {
        YamlReader.Parse("a: " + new string('[', 5000), "f.yaml", _errors).ShouldBeNull();
        Message().ShouldContain("levels deep");
    }

    [Fact]
    public void Never_throws_whatever_the_text() => Prop.ForAll(
        Gen.Elements("a", "b", ":", ": ", "\n", "  ", "- ", "[", "]", "{", "}", ",", "\"", "'", "&x", "*x", "!t", "|", ">", "#", "%", "\t", "\0", "ü", "---").ListOf()
            .Select(static parts => string.Concat(parts)).ToArbitrary(),
        static text =>
        {
            var errors = new PlanErrors();
            (YamlReader.Parse(text, "f.yaml", errors) is not null || errors.Any).ShouldBeTrue();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    private YamlMap Parse(string yaml) => YamlReader.Parse(yaml, "f.yaml", _errors).ShouldNotBeNull();

    private string Message() => _errors.All.ShouldHaveSingleItem().ToString();
}
