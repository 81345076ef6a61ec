using Agora.Application.Mail;
using Agora.Domain.Users;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Mail;

internal sealed class MailOutbox(DbSession db) : IMailOutbox
{
    public Task QueueAsync(MailKind kind, string recipient, int most, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            WITH account AS (
                SELECT id, email
                FROM app.users
                WHERE email_key = ANY (ARRAY(SELECT lower(normalize(f.form, NFKC)) FROM unnest(@forms) AS f (form)))
                  AND deleted_at IS NULL
                ORDER BY email_key = lower(normalize(@recipient, NFKC)) DESC
                LIMIT 1
            ),
            wanted AS (
                SELECT coalesce((SELECT a.email FROM account AS a), @recipient) AS recipient, (SELECT a.id FROM account AS a) AS user_id
            )
            INSERT INTO app.mail_outbox (id, kind, recipient, created_at, user_id)
            SELECT @id, @kind, w.recipient, @now, w.user_id
            FROM wanted AS w
            WHERE (
                SELECT count(*)
                FROM app.mail_outbox
                WHERE recipient_key = lower(normalize(w.recipient, NFKC))
                  AND kind = @kind
                  AND created_at > @now - interval '1 hour'
            ) < @most
            ON CONFLICT (kind, recipient_key) WHERE state = 'waiting' DO NOTHING
            """;

        var forms = EmailAddress.Forms(recipient).ToArray();
        return db.ExecuteAsync(sql, new { id = Guid.CreateVersion7(now), kind = Stored(kind), recipient, forms, most, now }, ct);
    }

    public Task QueueAsync(MailKind kind, string recipient, Guid userId, int? most, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.mail_outbox (id, kind, recipient, created_at, user_id)
            SELECT @id, @kind, @recipient, @now, @userId
            WHERE @most::integer IS NULL
               OR (
                   SELECT count(*)
                   FROM app.mail_outbox
                   WHERE recipient_key = lower(normalize(@recipient, NFKC))
                     AND kind = @kind
                     AND created_at > @now - interval '1 hour'
               ) < @most
            ON CONFLICT (kind, recipient_key) WHERE state = 'waiting' DO NOTHING
            """;

        return db.ExecuteAsync(sql, new { id = Guid.CreateVersion7(now), kind = Stored(kind), recipient, userId, most, now }, ct);
    }

    public Task QueueForUserAsync(MailKind kind, Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            INSERT INTO app.mail_outbox (id, kind, recipient, created_at, user_id)
            SELECT @id, @kind, email, @now, id
            FROM app.users
            WHERE id = @userId
              AND email IS NOT NULL
            ON CONFLICT (kind, recipient_key) WHERE state = 'waiting' DO NOTHING
            """;

        return db.ExecuteAsync(sql, new { id = Guid.CreateVersion7(now), kind = Stored(kind), userId, now }, ct);
    }

    public Task<WaitingMail?> FindWaitingAsync(Guid mailId, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            SELECT c.id, replace(CASE WHEN r.id IS NOT NULL AND o.id IS NOT NULL THEN 'address_in_use' ELSE c.kind END, '_', '') AS kind,
                   c.recipient, coalesce(u.id, o.id) AS user_id, coalesce(u.username, o.username, r.username) AS username,
                   CASE WHEN o.id IS NULL THEN r.id END AS registration_id
            FROM app.mail_outbox AS c
            LEFT JOIN app.users AS u ON u.id = CASE
                    WHEN c.kind IN ('confirm_email_change', 'email_change_requested', 'email_changed', 'notification_digest')
                    THEN c.user_id
                    ELSE (SELECT a.id FROM app.users AS a WHERE a.email_key = c.recipient_key AND a.deleted_at IS NULL)
                END
                AND u.deleted_at IS NULL
                AND u.is_active
                AND CASE c.kind
                        WHEN 'verify_email' THEN u.email_verified_at IS NULL
                        WHEN 'confirm_email_change' THEN lower(normalize(u.pending_email, NFKC)) = c.recipient_key
                        WHEN 'email_change_requested' THEN u.pending_email IS NOT NULL OR u.email_key IS DISTINCT FROM c.recipient_key
                        WHEN 'email_changed' THEN u.email_key IS DISTINCT FROM c.recipient_key
                        WHEN 'notification_digest' THEN u.email_key = c.recipient_key AND u.email_verified_at IS NOT NULL AND EXISTS (
                            SELECT FROM app.user_preferences AS p
                            WHERE p.user_id = u.id
                              AND p.document @> '{"notifications": {"email": true}}'
                              AND p.document #>> '{notifications,digest}' IS DISTINCT FROM 'never')
                        ELSE true
                    END
            LEFT JOIN LATERAL (
                SELECT w.id, w.username
                FROM app.registrations AS w
                WHERE c.kind = 'verify_email'
                  AND u.id IS NULL
                  AND w.email_key = c.recipient_key
                  AND w.expires_at > @now
                ORDER BY w.requested_at DESC, w.id DESC
                LIMIT 1) AS r ON true
            LEFT JOIN app.users AS o ON r.id IS NOT NULL AND o.email_key = c.recipient_key AND o.deleted_at IS NULL
            WHERE c.id = @mailId
              AND c.state = 'waiting'
            """;

        return db.FindAsync<WaitingMail>(sql, new { mailId, now }, ct);
    }

    public async Task<MailBacklog> CountWaitingAsync(int most, CancellationToken ct)
    {
        const string sql = """
            SELECT count(*)::integer AS count, min(w.created_at) AS oldest
            FROM (
                SELECT created_at
                FROM app.mail_outbox
                WHERE state = 'waiting'
                LIMIT @most) AS w
            """;

        return (await db.FindAsync<MailBacklog>(sql, new { most }, ct))!;
    }

    public Task FinishAsync(Guid mailId, MailOutcome outcome, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.mail_outbox
            SET state = @state,
                finished_at = @now
            WHERE id = @mailId
              AND state = 'waiting'
            """;

        var state = outcome switch
        {
            MailOutcome.Sent => "sent",
            MailOutcome.Dropped => "dropped",
        };
        return db.ExecuteAsync(sql, new { mailId, state, now }, ct);
    }

    public Task SetErrorAsync(Guid mailId, string error, CancellationToken ct)
    {
        const string sql = """
            UPDATE app.mail_outbox
            SET last_error = @error
            WHERE id = @mailId
              AND state = 'waiting'
            """;

        return db.ExecuteAsync(sql, new { mailId, error }, ct);
    }

    private static string Stored(MailKind kind) => kind switch
    {
        MailKind.VerifyEmail => "verify_email",
        MailKind.ResetPassword => "reset_password",
        MailKind.Invitation => "invitation",
        MailKind.PasswordChanged => "password_changed",
        MailKind.ConfirmEmailChange => "confirm_email_change",
        MailKind.EmailChangeRequested => "email_change_requested",
        MailKind.EmailChanged => "email_changed",
        MailKind.AddressInUse => "address_in_use",
        MailKind.NotificationDigest => "notification_digest",
        MailKind.WebhookDisabled => "webhook_disabled",
    };
}
