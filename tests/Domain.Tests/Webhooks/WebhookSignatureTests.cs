using System.Text;
using Agora.Domain.Webhooks;

namespace Agora.Domain.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    // The vector of the reference implementations of Standard Webhooks.
    [Fact]
    public void The_published_vector_has_the_published_signature() =>
        WebhookSignature.Sign(
                [Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")],
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                At,
                "{\"test\": 2432232314}"u8)
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public void Two_secrets_give_two_signatures()
    {
        byte[] first = [1], second = [2];
        var body = Encoding.UTF8.GetBytes("{}");

        WebhookSignature.Sign([first, second], "id", At, body)
            .ShouldBe($"{WebhookSignature.Sign([first], "id", At, body)} {WebhookSignature.Sign([second], "id", At, body)}");
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("post.*", true)]
    [InlineData("post.files_changed", true)]
    [InlineData("post", false)]
    [InlineData("*.created", false)]
    [InlineData("post.published.twice", false)]
    [InlineData("Post.published", false)]
    [InlineData("post.", false)]
    [InlineData("", false)]
    public void A_type_is_everything_all_of_a_kind_or_one(string pattern, bool isValid) =>
        EventTypes.AreValid([pattern]).ShouldBe(isValid);

    [Fact]
    public void Types_are_one_to_twenty_different_ones()
    {
        EventTypes.AreValid([]).ShouldBeFalse();
        EventTypes.AreValid(["post.*", "post.*"]).ShouldBeFalse();
        EventTypes.AreValid([.. Enumerable.Range(0, 21).Select(i => $"post.{(char)('a' + i)}")]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://example.org/hook?x=1", true)]
    [InlineData("http://example.org/", false)]
    [InlineData("http://localhost/", true)]
    [InlineData("https://example.org:8443/", false)]
    [InlineData("https://user:word@example.org/", false)]
    [InlineData("https://example.org/#part", false)]
    [InlineData("ftp://example.org/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/hook", false)]
    [InlineData("https://ex\u00e4mple.org/", false)]
    [InlineData("", false)]
    public void An_address_is_https_without_credentials_on_an_allowed_port(string url, bool isAllowed) =>
        new WebhookAddressRules(["localhost"], [443, 80]).Allow(url).ShouldBe(isAllowed);

    [Fact]
    public void Waits_grow_to_a_limit_and_end_after_days()
    {
        var retries = new WebhookRetries(TimeSpan.FromSeconds(5), TimeSpan.FromHours(12), TimeSpan.FromDays(3));
        var waits = new List<double>();
        var (attempt, elapsed) = (1, TimeSpan.Zero);
        while (retries.Next(attempt, elapsed, null, 0) is { } wait)
        {
            waits.Add(wait.TotalSeconds);
            (attempt, elapsed) = (attempt + 1, elapsed + wait);
        }

        waits.Take(4).ShouldBe([5, 20, 80, 320]);
        waits[^1].ShouldBe(43_200);
        elapsed.ShouldBeGreaterThan(TimeSpan.FromDays(2));
    }

    [Theory]
    [InlineData(60, 0, 60)]
    [InlineData(1, 0, 5)]
    [InlineData(999_999, 0, 43_200)]
    [InlineData(-5, 0, 5)]
    [InlineData(0, 1, 6)]
    public void A_receiver_may_ask_for_a_longer_wait_within_the_limit(int retryAfter, double jitter, double seconds) =>
        new WebhookRetries(TimeSpan.FromSeconds(5), TimeSpan.FromHours(12), TimeSpan.FromDays(3))
            .Next(1, TimeSpan.Zero, TimeSpan.FromSeconds(retryAfter), jitter)
            .ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Activating_a_webhook_forgets_why_it_ended()
    {
        var rules = new WebhookAddressRules([], []);
        var choice = new WebhookChoice("https://example.org/", ["*"], null, null, null, false);
        var webhook = Webhook.Load(Guid.NewGuid(), Guid.NewGuid(), choice, WebhookEnd.Gone, 1, At);

        webhook.Change(choice with { Description = "Still off" }, rules).Value.Ended.ShouldBe(WebhookEnd.Gone);
        webhook.Change(choice with { IsActive = true }, rules);

        webhook.Ended.ShouldBeNull();
        webhook.Change(choice with { Url = "http://example.org/" }, rules).Error.ShouldBe(WebhookErrors.UrlRefused);
    }
}
