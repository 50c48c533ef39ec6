using System.Net;
using Headroom.Load.K6;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.K6;

public class K6ArgumentsTests
{
    [Fact]
    public void Runs_the_script_as_it_is_and_streams_samples() =>
        K6Arguments.Of("a b.js", new K6Options { LoopbackOnly = false }, "/tmp/pipe").ShouldBe(["run", "--quiet", "--out", "json=/tmp/pipe", "a b.js"]);

    [Fact]
    public void Passes_options_through_before_the_script()
    {
        var options = new K6Options { Vus = 12, Duration = TimeSpan.FromSeconds(1.5), LoopbackOnly = false, Arguments = ["-e", "BASE=x", "--tag", "a=b"] };
        K6Arguments.Of("s.js", options, "p").ShouldBe(["run", "--quiet", "--out", "json=p", "--vus", "12", "--duration", "1500ms", "-e", "BASE=x", "--tag", "a=b", "s.js"]);
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.0.3", false)]
    [InlineData("::1", false)]
    [InlineData("0.0.0.0", true)]
    [InlineData("126.255.255.255", true)]
    [InlineData("128.0.0.0", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("::", true)]
    [InlineData("::2", true)]
    [InlineData("::3", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("fe80::1", true)]
    public void Tells_k6_to_refuse_every_address_but_loopback(string address, bool refused)
    {
        var networks = K6Arguments.NotLoopback().Select(IPNetwork.Parse).ToList();
        networks.Any(network => network.Contains(IPAddress.Parse(address))).ShouldBe(refused);
        var arguments = K6Arguments.Of("s.js", new K6Options(), "p").ToList();
        arguments[arguments.IndexOf("--blacklist-ip") + 1].ShouldBe(string.Join(',', networks));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99, 1)]
    [InlineData(110, 1)]
    [InlineData(97, 1)]
    [InlineData(104, 2)]
    [InlineData(107, 2)]
    [InlineData(100, 3)]
    [InlineData(101, 3)]
    [InlineData(102, 3)]
    [InlineData(103, 3)]
    [InlineData(108, 3)]
    [InlineData(98, 4)]
    [InlineData(106, 4)]
    [InlineData(109, 4)]
    [InlineData(2, 4)]
    [InlineData(137, 4)]
    [InlineData(255, 4)]
    [InlineData(42, 4)]
    [InlineData(105, 130)]
    public void Translates_exit_codes(int k6, int headroom) => K6ExitCode.Of(k6).ExitCode.ShouldBe(headroom);
}
