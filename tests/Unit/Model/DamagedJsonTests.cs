using System.Text.Json;
using Headroom.Model.Json;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model;

public sealed class DamagedJsonTests
{
    [Theory]
    [InlineData("{\n \"runs\": }", "a.json:2:")]
    [InlineData("{\n \"runs\": 7}", "$.runs is of another kind")]
    [InlineData("{\n \"runs\": null}", "$.runs is null")]
    [InlineData("{\n \"runs\": [], \"claims\": [{\"text\": null}]}", "$.claims[0].text is null")]
    [InlineData("{}", "missing required properties")]
    public void A_mistake_is_told_with_its_place_and_without_names_of_types(string text, string said)
    {
        var told = DamagedJson.Told("a.json", Should.Throw<JsonException>(() => JsonSerializer.Deserialize(text, ModelJson.Imported)));

        told.ShouldStartWith("a.json:");
        told.ShouldContain(said);
        told.ShouldNotContain("LineNumber");
        told.ShouldNotContain("Headroom.");
    }

    [Fact]
    public void What_has_no_place_is_told_in_one_line() =>
        DamagedJson.Told("a.json", Should.Throw<ArgumentOutOfRangeException>(static () => Share(1.5)))
            .ShouldBe("a.json: A share is from 0 to 1. (Parameter 'value')");

    private static object Share(double value) => throw new ArgumentOutOfRangeException(nameof(value), value, "A share is from 0 to 1.");
}
