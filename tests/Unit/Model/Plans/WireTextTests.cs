using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model.Plans;

public sealed class WireTextTests
{
    private static readonly Dictionary<string, WireAddress> Ends = new() { ["db"] = new WireAddress("127.0.0.1", 5433), ["six"] = new WireAddress("::1", 80) };

    [Theory]
    [InlineData("${db.address}", "127.0.0.1:5433")]
    [InlineData("Host=${db.host};Port=${db.port};Database=shop", "Host=127.0.0.1;Port=5433;Database=shop")]
    [InlineData("${six.address} ${six.host}", "[::1]:80 ::1")]
    [InlineData("${db.address},${db.address}", "127.0.0.1:5433,127.0.0.1:5433")]
    public void Addresses_are_put_in(string text, string filled) => WireText.Fill(text, Ends).ShouldBe(filled);

    [Theory]
    [InlineData("${HOME} $db.host {db.host} $${db}")]
    [InlineData("${server.port} ${db.name} ${db.addresses}")]
    public void What_names_no_wire_stays(string text) => WireText.Fill(text, Ends).ShouldBe(text);

    [Fact]
    public void The_names_of_a_text_are_told_with_their_placeholders() =>
        WireText.Named("a ${db.host} ${cache.port} ${HOME}").ShouldBe([("db", "${db.host}"), ("cache", "${cache.port}")]);
}
