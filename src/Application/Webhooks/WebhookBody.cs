using System.Text.Json;
using Agora.Domain.EventLog;

namespace Agora.Application.Webhooks;

/// <summary>
/// The body of a delivery, in the form of Standard Webhooks: type, timestamp, data. Ids and no contents, so that what a receiver reads by
/// them is what its owner may read then. The same event has the same bytes in every attempt.
/// </summary>
public static class WebhookBody
{
    public static byte[] Of(WebhookEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", happened.Type);
            json.WriteString("timestamp", happened.OccurredAt.UtcDateTime);
            json.WriteStartObject("data");
            json.WriteString("eventId", happened.EventId);
            Write(json, "position", WebhookPosition.Text(happened.Batch, happened.LogId));
            json.WriteString("subjectId", happened.SubjectId);
            Write(json, "postId", happened.PostId);
            Write(json, "commentId", happened.CommentId);
            Write(json, "ownerId", EventAudiences.NameOwner(happened.Audience) ? happened.OwnerId : null);
            Write(json, "userId", happened.UserId);
            if (happened.Version is { } version)
            {
                json.WriteNumber("version", version);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, Guid? id)
    {
        if (id is { } value)
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }
}
