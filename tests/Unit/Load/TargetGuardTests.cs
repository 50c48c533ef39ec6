using Headroom.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load;

public class TargetGuardTests
{
    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://LOCALHOST/x")]
    [InlineData("http://127.0.0.1")]
    [InlineData("https://127.8.9.10:1")]
    [InlineData("http://[::1]:5080")]
    [InlineData("http://[::ffff:127.0.0.1]")]
    public void Lets_load_go_to_loopback(string target) => TargetGuard.Refusal(new Uri(target), []).ShouldBeNull();

    [Theory]
    [InlineData("http://example.com")]
    [InlineData("http://10.0.0.1")]
    [InlineData("http://0.0.0.0")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://127.0.0.1.nip.io")]
    [InlineData("http://[::2]")]
    [InlineData("http://127.0.0.1@example.com/")]
    [InlineData("file:///etc/passwd")]
    public void Refuses_everything_else(string target) => TargetGuard.Refusal(new Uri(target), ["staging.example.com"]).ShouldNotBeNull();

    [Theory]
    [InlineData("http://staging.example.com:8080", "Staging.Example.com")]
    [InlineData("http://staging.example.com:8080", "staging.example.com:8080")]
    [InlineData("http://[fd00::1]:80", "fd00::1")]
    public void Lets_load_go_to_what_the_plan_lists(string target, string allowed) => TargetGuard.Refusal(new Uri(target), [allowed]).ShouldBeNull();

    [Fact]
    public void Holds_a_listed_port_against_the_target() =>
        TargetGuard.Refusal(new Uri("http://staging.example.com:9000"), ["staging.example.com:8080"])!.ShouldContain("allowed_targets");
}
