-- The first shop: stores, people, products, documents, the ledger and what is derived from it.
-- One statement per paragraph.

CREATE TABLE category (
    id UUID NOT NULL,
    parent UUID NOT NULL,
    name VARCHAR(500) NOT NULL,
    slug VARCHAR(200) NOT NULL,
    path VARCHAR(500) NOT NULL,
    level INTEGER NOT NULL,
    description TEXT NOT NULL,
    colour VARCHAR(20) NOT NULL,
    sort INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_category PRIMARY KEY (id),
    CONSTRAINT uq_category_parent_name UNIQUE (parent, name),
    CONSTRAINT ck_category_level CHECK (level >= 0),
    CONSTRAINT fk_category_parent FOREIGN KEY(parent) REFERENCES category (id) ON DELETE RESTRICT,
    CONSTRAINT uq_category_slug UNIQUE (slug)
);

CREATE INDEX ix_category_path ON category (path);

CREATE TABLE log_entry (
    id UUID NOT NULL,
    level VARCHAR(10) NOT NULL,
    logger VARCHAR(100) NOT NULL,
    text TEXT NOT NULL,
    context JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_log_entry PRIMARY KEY (id)
);

CREATE INDEX ix_log_entry_level_created_at ON log_entry (level, created_at);

CREATE TABLE audit_entry (
    id UUID NOT NULL,
    entity VARCHAR(40) NOT NULL,
    entity_id UUID NOT NULL,
    action VARCHAR(20) NOT NULL,
    before JSONB NOT NULL,
    after JSONB NOT NULL,
    "user" UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    batch UUID NOT NULL,
    CONSTRAINT pk_audit_entry PRIMARY KEY (id),
    CONSTRAINT ck_audit_entry_action CHECK (action IN ('create', 'update', 'delete'))
);

CREATE INDEX ix_audit_entry_batch ON audit_entry (batch);

CREATE INDEX ix_audit_entry_entity_entity_id_at ON audit_entry (entity, entity_id, at);

CREATE TABLE setting (
    id UUID NOT NULL,
    scope VARCHAR(20) NOT NULL,
    scope_id UUID NOT NULL,
    key VARCHAR(100) NOT NULL,
    value JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_setting PRIMARY KEY (id),
    CONSTRAINT ck_setting_scope CHECK (scope IN ('system', 'store', 'workstation', 'user')),
    CONSTRAINT uq_setting_scope_scope_id_key UNIQUE (scope, scope_id, key)
);

CREATE TABLE store (
    id UUID NOT NULL,
    code VARCHAR(10) NOT NULL,
    name VARCHAR(500) NOT NULL,
    shop_domain VARCHAR(255),
    status VARCHAR(20) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    tz VARCHAR(64) NOT NULL,
    address TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_store PRIMARY KEY (id),
    CONSTRAINT ck_store_status CHECK (status IN ('active', 'closed')),
    CONSTRAINT uq_store_code UNIQUE (code)
);

CREATE INDEX ix_store_status ON store (status);

CREATE UNIQUE INDEX uq_store_shop_domain ON store (shop_domain) WHERE shop_domain IS NOT NULL;

CREATE TABLE unit (
    id UUID NOT NULL,
    code VARCHAR(20) NOT NULL,
    name VARCHAR(500) NOT NULL,
    dimension VARCHAR(20) NOT NULL,
    factor NUMERIC(18, 4) NOT NULL,
    decimals INTEGER NOT NULL,
    CONSTRAINT pk_unit PRIMARY KEY (id),
    CONSTRAINT ck_unit_dimension CHECK (dimension IN ('count', 'mass', 'volume', 'length')),
    CONSTRAINT ck_unit_factor CHECK (factor > 0),
    CONSTRAINT ck_unit_decimals CHECK (decimals >= 0 AND decimals <= 3),
    CONSTRAINT uq_unit_code UNIQUE (code)
);

CREATE TABLE vendor (
    id UUID NOT NULL,
    code VARCHAR(50) NOT NULL,
    name VARCHAR(500) NOT NULL,
    email VARCHAR(255) NOT NULL,
    phone VARCHAR(100) NOT NULL,
    address TEXT NOT NULL,
    terms TEXT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    is_active BOOLEAN NOT NULL,
    notes TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_vendor PRIMARY KEY (id),
    CONSTRAINT uq_vendor_code UNIQUE (code)
);

CREATE INDEX ix_vendor_name ON vendor (name);

CREATE TABLE product (
    id UUID NOT NULL,
    sku VARCHAR(100) NOT NULL,
    name VARCHAR(500) NOT NULL,
    description TEXT NOT NULL,
    status VARCHAR(20) NOT NULL,
    category UUID NOT NULL,
    parent UUID,
    options JSONB NOT NULL,
    options_key VARCHAR(500) NOT NULL,
    unit UUID NOT NULL,
    brand VARCHAR(200) NOT NULL,
    manufacturer VARCHAR(200) NOT NULL,
    mpn VARCHAR(200) NOT NULL,
    price NUMERIC(18, 4) NOT NULL,
    unit_cost NUMERIC(18, 4),
    tax_rate NUMERIC(18, 4) NOT NULL,
    reorder_point NUMERIC(14, 3),
    reorder_qty NUMERIC(14, 3),
    tracking VARCHAR(10) NOT NULL,
    shelf_life_days INTEGER,
    is_template BOOLEAN NOT NULL,
    attributes JSONB NOT NULL,
    custom JSONB NOT NULL,
    search_text TEXT NOT NULL,
    merged_into UUID,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_product PRIMARY KEY (id),
    CONSTRAINT ck_product_status CHECK (status IN ('draft', 'active', 'archived')),
    CONSTRAINT ck_product_tracking CHECK (tracking IN ('none', 'lot', 'serial')),
    CONSTRAINT ck_product_price CHECK (price >= 0),
    CONSTRAINT ck_product_price_limit CHECK (abs(price) <= 100000000),
    CONSTRAINT ck_product_unit_cost CHECK (unit_cost >= 0),
    CONSTRAINT ck_product_unit_cost_limit CHECK (abs(unit_cost) <= 100000000),
    CONSTRAINT ck_product_tax_rate CHECK (tax_rate >= 0),
    CONSTRAINT ck_product_reorder_point CHECK (reorder_point >= 0),
    CONSTRAINT ck_product_reorder_qty CHECK (reorder_qty >= 0),
    CONSTRAINT ck_product_reorder_point_limit CHECK (abs(reorder_point) <= 1000000),
    CONSTRAINT ck_product_reorder_qty_limit CHECK (abs(reorder_qty) <= 1000000),
    CONSTRAINT uq_product_sku UNIQUE (sku),
    CONSTRAINT fk_product_category FOREIGN KEY(category) REFERENCES category (id) ON DELETE RESTRICT,
    CONSTRAINT fk_product_parent FOREIGN KEY(parent) REFERENCES product (id) ON DELETE RESTRICT,
    CONSTRAINT fk_product_unit FOREIGN KEY(unit) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_product_merged_into FOREIGN KEY(merged_into) REFERENCES product (id) ON DELETE RESTRICT
);

CREATE INDEX ix_product_category ON product (category);

CREATE INDEX ix_product_name ON product (name);

CREATE INDEX ix_product_parent ON product (parent);

CREATE INDEX ix_product_status_name ON product (status, name);

CREATE UNIQUE INDEX uq_product_parent_options_key ON product (parent, options_key) WHERE parent IS NOT NULL;

CREATE TABLE location (
    id UUID NOT NULL,
    store UUID NOT NULL,
    parent UUID NOT NULL,
    name VARCHAR(500) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    barcode VARCHAR(512),
    path VARCHAR(500) NOT NULL,
    is_sellable BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_location PRIMARY KEY (id),
    CONSTRAINT ck_location_kind CHECK (kind IN ('store', 'room', 'shelf', 'bin', 'transit', 'waste')),
    CONSTRAINT uq_location_store_parent_name UNIQUE (store, parent, name),
    CONSTRAINT fk_location_store FOREIGN KEY(store) REFERENCES store (id) ON DELETE RESTRICT,
    CONSTRAINT fk_location_parent FOREIGN KEY(parent) REFERENCES location (id) ON DELETE RESTRICT
);

CREATE INDEX ix_location_path ON location (path);

CREATE UNIQUE INDEX uq_location_barcode ON location (barcode) WHERE barcode IS NOT NULL;

CREATE TABLE app_user (
    id UUID NOT NULL,
    username VARCHAR(100) NOT NULL,
    email VARCHAR(255),
    full_name VARCHAR(500) NOT NULL,
    password_hash TEXT NOT NULL,
    pin_hash TEXT,
    badge_hash TEXT,
    role VARCHAR(20) NOT NULL,
    store UUID,
    is_active BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_app_user PRIMARY KEY (id),
    CONSTRAINT ck_app_user_role CHECK (role IN ('clerk', 'manager', 'admin')),
    CONSTRAINT uq_app_user_username UNIQUE (username),
    CONSTRAINT fk_app_user_store FOREIGN KEY(store) REFERENCES store (id) ON DELETE SET NULL
);

CREATE INDEX ix_app_user_created_at ON app_user (created_at);

CREATE UNIQUE INDEX uq_app_user_email ON app_user (email) WHERE email IS NOT NULL;

CREATE TABLE workstation (
    id UUID NOT NULL,
    code VARCHAR(10) NOT NULL,
    name VARCHAR(500) NOT NULL,
    store UUID NOT NULL,
    last_seen TIMESTAMP WITH TIME ZONE,
    clock_offset_ms INTEGER NOT NULL,
    app_version VARCHAR(20) NOT NULL,
    last_document INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_workstation PRIMARY KEY (id),
    CONSTRAINT uq_workstation_code UNIQUE (code),
    CONSTRAINT fk_workstation_store FOREIGN KEY(store) REFERENCES store (id) ON DELETE RESTRICT
);

CREATE TABLE barcode (
    id UUID NOT NULL,
    code VARCHAR(512) NOT NULL,
    product UUID NOT NULL,
    pack_qty NUMERIC(14, 3) NOT NULL,
    symbology VARCHAR(20) NOT NULL,
    is_primary BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_barcode PRIMARY KEY (id),
    CONSTRAINT ck_barcode_pack_qty CHECK (pack_qty > 0),
    CONSTRAINT ck_barcode_pack_qty_limit CHECK (abs(pack_qty) <= 1000000),
    CONSTRAINT uq_barcode_code UNIQUE (code),
    CONSTRAINT fk_barcode_product FOREIGN KEY(product) REFERENCES product (id) ON DELETE CASCADE
);

CREATE INDEX ix_barcode_product ON barcode (product);

CREATE UNIQUE INDEX uq_barcode_primary ON barcode (product) WHERE is_primary;

CREATE TABLE document (
    id UUID NOT NULL,
    kind VARCHAR(20) NOT NULL,
    number VARCHAR(40) NOT NULL,
    status VARCHAR(10) NOT NULL,
    store UUID NOT NULL,
    location UUID NOT NULL,
    to_location UUID,
    vendor UUID,
    party_text TEXT NOT NULL,
    "user" UUID NOT NULL,
    business_date DATE NOT NULL,
    due_date DATE,
    posted_at TIMESTAMP WITH TIME ZONE,
    currency VARCHAR(3) NOT NULL,
    total NUMERIC(18, 4) NOT NULL,
    source UUID,
    reverses UUID,
    note TEXT NOT NULL,
    extra JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_document PRIMARY KEY (id),
    CONSTRAINT ck_document_kind CHECK (kind IN ('sale', 'return', 'purchase', 'receipt', 'count', 'transfer', 'adjustment', 'production', 'waste')),
    CONSTRAINT ck_document_status CHECK (status IN ('draft', 'open', 'posted', 'void')),
    CONSTRAINT ck_document_purchase_vendor CHECK (kind <> 'purchase' OR vendor IS NOT NULL),
    CONSTRAINT ck_document_transfer_places CHECK (kind <> 'transfer' OR to_location IS NOT NULL),
    CONSTRAINT uq_document_number UNIQUE (number),
    CONSTRAINT fk_document_store FOREIGN KEY(store) REFERENCES store (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_location FOREIGN KEY(location) REFERENCES location (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_to_location FOREIGN KEY(to_location) REFERENCES location (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_vendor FOREIGN KEY(vendor) REFERENCES vendor (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_user FOREIGN KEY("user") REFERENCES app_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_source FOREIGN KEY(source) REFERENCES document (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_reverses FOREIGN KEY(reverses) REFERENCES document (id) ON DELETE RESTRICT
);

CREATE INDEX ix_document_kind_status_business_date ON document (kind, status, business_date);

CREATE INDEX ix_document_open ON document (origin, kind) WHERE status = 'open';

CREATE INDEX ix_document_user ON document ("user");

CREATE INDEX ix_document_vendor ON document (vendor);

CREATE UNIQUE INDEX uq_document_reverses ON document (reverses) WHERE reverses IS NOT NULL;

CREATE TABLE job (
    id UUID NOT NULL,
    kind VARCHAR(40) NOT NULL,
    status VARCHAR(15) NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    message TEXT NOT NULL,
    error TEXT NOT NULL,
    "user" UUID,
    started_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    payload JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_job PRIMARY KEY (id),
    CONSTRAINT ck_job_status CHECK (status IN ('waiting', 'running', 'done', 'failed', 'cancelled', 'undone')),
    CONSTRAINT fk_job_user FOREIGN KEY("user") REFERENCES app_user (id) ON DELETE SET NULL
);

CREATE INDEX ix_job_status_kind ON job (status, kind);

CREATE TABLE lot (
    id UUID NOT NULL,
    product UUID NOT NULL,
    code VARCHAR(100) NOT NULL,
    expiry_date DATE,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    unit_cost NUMERIC(18, 4),
    vendor UUID,
    notes TEXT NOT NULL,
    CONSTRAINT pk_lot PRIMARY KEY (id),
    CONSTRAINT uq_lot_product_code UNIQUE (product, code),
    CONSTRAINT fk_lot_product FOREIGN KEY(product) REFERENCES product (id) ON DELETE RESTRICT,
    CONSTRAINT fk_lot_vendor FOREIGN KEY(vendor) REFERENCES vendor (id) ON DELETE SET NULL
);

CREATE INDEX ix_lot_expiry_date ON lot (expiry_date) WHERE expiry_date IS NOT NULL;

CREATE TABLE vendor_price (
    id UUID NOT NULL,
    vendor UUID NOT NULL,
    product UUID NOT NULL,
    unit_price NUMERIC(18, 4) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    pack_qty NUMERIC(14, 3) NOT NULL,
    min_order_qty NUMERIC(14, 3) NOT NULL,
    lead_time_days INTEGER NOT NULL,
    vendor_sku VARCHAR(100),
    is_preferred BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_vendor_price PRIMARY KEY (id),
    CONSTRAINT uq_vendor_price_vendor_product UNIQUE (vendor, product),
    CONSTRAINT ck_vendor_price_unit_price CHECK (unit_price >= 0),
    CONSTRAINT ck_vendor_price_unit_price_limit CHECK (abs(unit_price) <= 100000000),
    CONSTRAINT ck_vendor_price_pack_qty CHECK (pack_qty > 0),
    CONSTRAINT ck_vendor_price_pack_qty_limit CHECK (abs(pack_qty) <= 1000000),
    CONSTRAINT ck_vendor_price_min_order_qty CHECK (min_order_qty >= 0),
    CONSTRAINT ck_vendor_price_min_order_qty_limit CHECK (abs(min_order_qty) <= 1000000),
    CONSTRAINT ck_vendor_price_lead_time_days CHECK (lead_time_days >= 0),
    CONSTRAINT fk_vendor_price_vendor FOREIGN KEY(vendor) REFERENCES vendor (id) ON DELETE CASCADE,
    CONSTRAINT fk_vendor_price_product FOREIGN KEY(product) REFERENCES product (id) ON DELETE CASCADE
);

CREATE INDEX ix_vendor_price_product ON vendor_price (product);

CREATE INDEX ix_vendor_price_vendor_sku ON vendor_price (vendor, vendor_sku);

CREATE UNIQUE INDEX uq_vendor_price_preferred ON vendor_price (product) WHERE is_preferred;

CREATE TABLE writer (
    id UUID NOT NULL,
    workstation UUID NOT NULL,
    lane VARCHAR(10) NOT NULL,
    last_seq BIGINT NOT NULL,
    head_hash BYTEA NOT NULL,
    last_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_writer PRIMARY KEY (id),
    CONSTRAINT ck_writer_lane CHECK (lane IN ('till', 'command', 'job')),
    CONSTRAINT uq_writer_workstation_lane UNIQUE (workstation, lane),
    CONSTRAINT fk_writer_workstation FOREIGN KEY(workstation) REFERENCES workstation (id) ON DELETE RESTRICT
);

CREATE TABLE alert (
    id UUID NOT NULL,
    type VARCHAR(40) NOT NULL,
    severity VARCHAR(10) NOT NULL,
    product UUID,
    lot UUID,
    store UUID,
    params JSONB NOT NULL,
    status VARCHAR(15) NOT NULL,
    dedupe_key VARCHAR(200) NOT NULL,
    snooze_until TIMESTAMP WITH TIME ZONE,
    "user" UUID,
    resolved_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin UUID,
    CONSTRAINT pk_alert PRIMARY KEY (id),
    CONSTRAINT ck_alert_severity CHECK (severity IN ('critical', 'warning', 'info')),
    CONSTRAINT ck_alert_status CHECK (status IN ('open', 'acknowledged', 'snoozed', 'resolved')),
    CONSTRAINT fk_alert_product FOREIGN KEY(product) REFERENCES product (id) ON DELETE CASCADE,
    CONSTRAINT fk_alert_lot FOREIGN KEY(lot) REFERENCES lot (id) ON DELETE CASCADE,
    CONSTRAINT fk_alert_store FOREIGN KEY(store) REFERENCES store (id) ON DELETE CASCADE,
    CONSTRAINT fk_alert_user FOREIGN KEY("user") REFERENCES app_user (id) ON DELETE SET NULL
);

CREATE INDEX ix_alert_product ON alert (product);

CREATE INDEX ix_alert_status_severity ON alert (status, severity);

CREATE UNIQUE INDEX uq_alert_open ON alert (dedupe_key) WHERE status <> 'resolved';

CREATE TABLE document_line (
    id UUID NOT NULL,
    document UUID NOT NULL,
    position INTEGER NOT NULL,
    product UUID,
    description VARCHAR(500) NOT NULL,
    qty NUMERIC(14, 3) NOT NULL,
    unit UUID NOT NULL,
    unit_price NUMERIC(18, 4) NOT NULL,
    discount NUMERIC(18, 4) NOT NULL,
    tax_rate NUMERIC(18, 4) NOT NULL,
    total NUMERIC(18, 4) NOT NULL,
    is_promo BOOLEAN NOT NULL,
    lot UUID,
    location UUID,
    expected_qty NUMERIC(14, 3),
    counted_qty NUMERIC(14, 3),
    counted_at TIMESTAMP WITH TIME ZONE,
    category UUID,
    CONSTRAINT pk_document_line PRIMARY KEY (id),
    CONSTRAINT uq_document_line_document_position UNIQUE (document, position),
    CONSTRAINT ck_document_line_qty_limit CHECK (abs(qty) <= 1000000),
    CONSTRAINT ck_document_line_unit_price_limit CHECK (abs(unit_price) <= 100000000),
    CONSTRAINT fk_document_line_document FOREIGN KEY(document) REFERENCES document (id) ON DELETE CASCADE,
    CONSTRAINT fk_document_line_product FOREIGN KEY(product) REFERENCES product (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_line_unit FOREIGN KEY(unit) REFERENCES unit (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_line_lot FOREIGN KEY(lot) REFERENCES lot (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_line_location FOREIGN KEY(location) REFERENCES location (id) ON DELETE RESTRICT,
    CONSTRAINT fk_document_line_category FOREIGN KEY(category) REFERENCES category (id) ON DELETE SET NULL
);

CREATE INDEX ix_document_line_product ON document_line (product, document);

CREATE INDEX ix_document_line_promo ON document_line (product) WHERE is_promo;

CREATE TABLE stock_level (
    product UUID NOT NULL,
    location UUID NOT NULL,
    lot UUID NOT NULL,
    on_hand NUMERIC(14, 3) NOT NULL,
    counted_at TIMESTAMP WITH TIME ZONE,
    reserved NUMERIC(14, 3) NOT NULL,
    avg_cost NUMERIC(18, 4) NOT NULL,
    costed_at TIMESTAMP WITH TIME ZONE,
    last_move_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_stock_level PRIMARY KEY (product, location, lot),
    CONSTRAINT fk_stock_level_product FOREIGN KEY(product) REFERENCES product (id) ON DELETE RESTRICT,
    CONSTRAINT fk_stock_level_location FOREIGN KEY(location) REFERENCES location (id) ON DELETE RESTRICT,
    CONSTRAINT fk_stock_level_lot FOREIGN KEY(lot) REFERENCES lot (id) ON DELETE RESTRICT
);

CREATE INDEX ix_stock_level_location ON stock_level (location);

CREATE INDEX ix_stock_level_negative ON stock_level (product) WHERE on_hand < 0;

CREATE TABLE stock_move (
    id UUID NOT NULL,
    product UUID NOT NULL,
    location UUID NOT NULL,
    lot UUID NOT NULL,
    qty NUMERIC(14, 3),
    set_qty NUMERIC(14, 3),
    kind VARCHAR(10) NOT NULL,
    reason TEXT NOT NULL,
    unit_cost NUMERIC(18, 4),
    line UUID,
    "user" UUID NOT NULL,
    writer UUID NOT NULL,
    seq BIGINT NOT NULL,
    seen_before NUMERIC(14, 3),
    occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reverses UUID,
    prev_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT pk_stock_move PRIMARY KEY (id),
    CONSTRAINT ck_stock_move_kind CHECK (kind IN ('opening', 'receive', 'sale', 'return', 'adjust', 'count', 'uncount', 'transfer', 'consume', 'produce', 'waste')),
    CONSTRAINT ck_stock_move_quantities CHECK ((kind = 'count' AND set_qty IS NOT NULL AND qty IS NULL) OR (kind = 'uncount' AND set_qty IS NULL AND qty IS NULL AND reverses IS NOT NULL) OR (kind NOT IN ('count', 'uncount') AND set_qty IS NULL AND qty IS NOT NULL AND qty <> 0)),
    CONSTRAINT ck_stock_move_qty_limit CHECK (abs(qty) <= 1000000),
    CONSTRAINT ck_stock_move_set_qty_limit CHECK (abs(set_qty) <= 1000000),
    CONSTRAINT ck_stock_move_unit_cost_limit CHECK (abs(unit_cost) <= 100000000),
    CONSTRAINT uq_stock_move_writer_seq UNIQUE (writer, seq),
    CONSTRAINT fk_stock_move_product FOREIGN KEY(product) REFERENCES product (id) ON DELETE RESTRICT,
    CONSTRAINT fk_stock_move_location FOREIGN KEY(location) REFERENCES location (id) ON DELETE RESTRICT,
    CONSTRAINT fk_stock_move_lot FOREIGN KEY(lot) REFERENCES lot (id) ON DELETE RESTRICT,
    CONSTRAINT fk_stock_move_line FOREIGN KEY(line) REFERENCES document_line (id) ON DELETE RESTRICT,
    CONSTRAINT fk_stock_move_user FOREIGN KEY("user") REFERENCES app_user (id) ON DELETE RESTRICT,
    CONSTRAINT fk_stock_move_writer FOREIGN KEY(writer) REFERENCES writer (id) ON DELETE RESTRICT,
    CONSTRAINT fk_stock_move_reverses FOREIGN KEY(reverses) REFERENCES stock_move (id) ON DELETE RESTRICT
);

CREATE INDEX ix_stock_move_counts ON stock_move (product, location, lot, occurred_at) WHERE kind = 'count';

CREATE INDEX ix_stock_move_line ON stock_move (line) WHERE line IS NOT NULL;

CREATE INDEX ix_stock_move_location_product ON stock_move (location, product);

CREATE INDEX ix_stock_move_occurred_at ON stock_move (occurred_at, id);

CREATE INDEX ix_stock_move_product_occurred_at ON stock_move (product, occurred_at);

CREATE INDEX ix_stock_move_user ON stock_move ("user");

CREATE UNIQUE INDEX uq_stock_move_reverses ON stock_move (reverses) WHERE reverses IS NOT NULL;

CREATE FUNCTION onhand_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$;

CREATE FUNCTION onhand_is_frozen(document_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM document WHERE id = document_id
    AND status IN ('posted', 'void')) $$;

CREATE TRIGGER stock_move_no_update BEFORE UPDATE ON stock_move FOR EACH ROW EXECUTE FUNCTION onhand_refuse('a movement is never changed or deleted');

CREATE TRIGGER stock_move_no_delete BEFORE DELETE ON stock_move FOR EACH ROW EXECUTE FUNCTION onhand_refuse('a movement is never changed or deleted');

CREATE TRIGGER document_frozen BEFORE UPDATE ON document FOR EACH ROW WHEN (OLD.status IN ('posted', 'void') AND (NEW.status NOT IN ('posted', 'void') OR to_jsonb(OLD) - 'status' - 'updated_at' <> to_jsonb(NEW) - 'status' - 'updated_at')) EXECUTE FUNCTION onhand_refuse('a posted document is never changed or deleted');

CREATE TRIGGER document_kept BEFORE DELETE ON document FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION onhand_refuse('a posted document is never changed or deleted');

CREATE TRIGGER document_line_frozen BEFORE UPDATE ON document_line FOR EACH ROW WHEN (onhand_is_frozen(OLD.document) OR onhand_is_frozen(NEW.document)) EXECUTE FUNCTION onhand_refuse('a posted document is never changed or deleted');

CREATE TRIGGER document_line_kept BEFORE DELETE ON document_line FOR EACH ROW WHEN (onhand_is_frozen(OLD.document)) EXECUTE FUNCTION onhand_refuse('a posted document is never changed or deleted');

CREATE TRIGGER document_line_closed BEFORE INSERT ON document_line FOR EACH ROW WHEN (onhand_is_frozen(NEW.document)) EXECUTE FUNCTION onhand_refuse('a posted document is never changed or deleted');

CREATE TRIGGER stock_move_no_truncate BEFORE TRUNCATE ON stock_move FOR EACH STATEMENT EXECUTE FUNCTION onhand_refuse('a movement is never changed or deleted');
