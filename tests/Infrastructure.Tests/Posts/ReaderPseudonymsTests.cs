using Agora.Infrastructure.Posts;
using Agora.Infrastructure.Secrets;

namespace Agora.Infrastructure.Tests.Posts;

public sealed class ReaderPseudonymsTests
{
    private readonly ReaderPseudonyms names = new(new SecretKeys(SecretKeys.Generate(), []));

    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("2001:db8:1:2::3", "2001:db8:1:2:4::5", true)]
    [InlineData(null, "no address", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("::ffff:203.0.113.7", "::ffff:203.0.113.8", false)]
    [InlineData("2001:db8:1:2::3", "2001:db8:1:3::3", false)]
    public void Names_one_subscriber_by_one_name(string? one, string? other, bool isOneSubscriber) =>
        (names.NameOf(one) == names.NameOf(other)).ShouldBe(isOneSubscriber);
}
