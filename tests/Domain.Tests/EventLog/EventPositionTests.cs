using Agora.Domain.EventLog;

namespace Agora.Domain.Tests.EventLog;

public sealed class EventPositionTests
{
    [Fact]
    public void Text_of_a_position_reads_as_the_same_position()
    {
        var position = new EventPosition("0123abcd", long.MaxValue, 0);

        EventPosition.Parse(position.ToString()).Value.ShouldBe(position);
        position.ToString().Length.ShouldBeLessThanOrEqualTo(EventPosition.TextMax);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123abcd")]
    [InlineData("0123abcd-1")]
    [InlineData("0123abcd-1-2-3")]
    [InlineData("0123ABCD-1-2")]
    [InlineData("0123abc-1-2")]
    [InlineData("0123abcd-+1-2")]
    [InlineData("0123abcd- 1-2")]
    [InlineData("0123abcd-1-9223372036854775808")]
    public void Any_other_text_is_none(string text) => EventPosition.Parse(text).Error.ShouldBe(EventErrors.PositionUnknown);
}
