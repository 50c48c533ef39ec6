using System.Text;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class PasswordProofTests
{
    private readonly PasswordProof _proof = new("app", "secret");

    [Fact]
    public void Nothing_is_expected_from_whoever_is_in() => _proof.Answer([0, 0, 0, 0]).ShouldBeNull();

    [Fact]
    public void Sends_the_password_where_it_is_asked_for() => _proof.Answer([0, 0, 0, 3]).ShouldBe(Encoding.UTF8.GetBytes("secret\0"));

    // md5(md5("secretapp") + salt), by md5sum
    [Fact]
    public void Sends_its_md5_with_the_salt() =>
        Encoding.UTF8.GetString(_proof.Answer([0, 0, 0, 5, (byte)'a', (byte)'b', (byte)'c', (byte)'d'])!).ShouldBe("md5883f61cc18cc4ae54ca301892bb10c29\0");

    [Fact]
    public void Begins_scram_with_a_nonce_of_its_own()
    {
        var first = Encoding.UTF8.GetString(_proof.Answer([0, 0, 0, 10, .. "SCRAM-SHA-256\0\0"u8])!);

        first.ShouldStartWith("SCRAM-SHA-256\0");
        first.ShouldContain("n,,n=,r=");
    }

    [Fact]
    public void A_server_that_does_not_continue_its_nonce_is_refused()
    {
        _proof.Answer([0, 0, 0, 10, .. "SCRAM-SHA-256\0\0"u8]);
        Should.Throw<CollectorException>(() => _proof.Answer([0, 0, 0, 11, .. "r=other,s=c2FsdA==,i=4096"u8]));
    }

    [Fact]
    public void Other_kinds_are_named() => Should.Throw<CollectorException>(() => _proof.Answer([0, 0, 0, 7])).Message.ShouldContain("kind 7");
}
